using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Qwen-Image (Alibaba 2025) and its editing versions, which do not differ in shape. Qwen2.5-VL-7B reads the text, and the pictures to
/// edit; the autoencoder is that of Wan 2.1, tuned.
/// </summary>
internal sealed class QwenImage : IFamily
{
    /// <summary>How far the noise levels lean towards noise where no node says otherwise.</summary>
    private const double Shift = 1.15;

    public string Name => "Qwen-Image";

    public TextLayout Text { get; } = new("qwen_image",
        new TextPart("qwen25_7b", NetworkRole.Qwen25Vl, QwenImageTexts.Painting, TextPart.End, NormsHidden: false)
        {
            StoredAs = "text_encoders.qwen25_7b.transformer.model.",
        });

    public LoraOrigin? OriginOf(LoraLayers layers) => IsOf(layers)
        ? new LoraOrigin(Name, denoiser => denoiser is QwenImageTransformer, LoraEvidence.Names)
        : null;

    /// <summary>Whether layers have names that only this family has.</summary>
    public static bool IsOf(LoraLayers layers) => layers.Any("img_mlp.net", "img_mlp_net", "txt_mlp.net", "txt_mlp_net", "img_mod.1",
        "img_mod_1", "txt_mod.1", "txt_mod_1");

    public bool Matches(TensorNames tensors) => QwenImageReader.IsThere(tensors);

    public ModelFamily Read(TensorNames tensors)
    {
        var network = QwenImageReader.Read(tensors);
        return new ModelFamily(network.Placement is ReferencePlacement.IndexWithoutNoise ? Name + " Edit 2511" : Name)
        {
            Latent = LatentFormats.Wan,
            Text = Text,
            Checkpoint = new CheckpointNames(Autoencoder: "vae."),
            Architecture = "qwen-image",
            Sigmas = SigmaTable.Flux(Shift),
            Parameterization = Parameterization.Flow,
            Conditioning = QwenImageInputs.Instance,
            Defaults = new GenerationDefaults(Side: 1328, Steps: 20, Guidance: 4, Scheduler: "simple"),
            Networks = [network, .. QwenReader.ReadWithVision(tensors), .. WanReader.Read(tensors)],
        };
    }
}
