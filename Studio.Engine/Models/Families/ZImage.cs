using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Z-Image (Alibaba 2025), Turbo and base, which do not differ in shape. Qwen3-4B reads the text; the autoencoder is Flux's.
/// </summary>
internal sealed class ZImage : IFamily
{
    private const double Shift = 3;

    public string Name => "Z-Image";

    public TextLayout Text { get; } = new("lumina2",
        new TextPart("qwen3_4b", NetworkRole.Qwen3, new QwenPrompt(QwenChat.User, QwenChat.Answer), StopAtLayer: -2, NormsHidden: false)
        {
            StoredAs = "text_encoders.qwen3_4b.transformer.model.",
        });

    public LoraOrigin? OriginOf(LoraLayers layers) => layers.Any("noise_refiner", "context_refiner", "attention.qkv", "attention_qkv",
        "layers.0.adaLN_modulation", "layers_0_adaLN_modulation", "layers.0.feed_forward.w", "layers_0_feed_forward_w",
        "layers.0.attention.to_", "layers_0_attention_to_")
        ? new LoraOrigin(Name, denoiser => denoiser is ZImageTransformer, LoraEvidence.Names)
        : null;

    public bool Matches(TensorNames tensors) => ZImageReader.IsThere(tensors);

    public ModelFamily Read(TensorNames tensors) => new(Name)
    {
        Latent = LatentFormats.Flux,
        Text = Text,
        Checkpoint = new CheckpointNames(Autoencoder: "vae."),
        Architecture = "z-image",
        Sigmas = SigmaTable.Flow(Shift, multiplier: 1),
        Parameterization = Parameterization.Flow,
        Conditioning = new WholeTextInputs("a Qwen3-4B (CLIPLoader, type lumina2)"),
        Defaults = new GenerationDefaults(Side: 1024, Steps: 8, Guidance: 1, Sampler: "res_multistep", Scheduler: "simple"),
        Networks = [ZImageReader.Read(tensors), .. QwenReader.Read(tensors), .. AutoencoderReader.Read(tensors)],
    };
}
