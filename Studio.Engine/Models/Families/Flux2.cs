using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// FLUX.2 (Black Forest Labs 2025): klein in both sizes, distilled and base, and dev's denoiser. For klein a Qwen3 reads the text, three of
/// its inner layers side by side.
/// </summary>
internal sealed class Flux2 : IFamily
{
    /// <summary>How far the noise levels lean towards noise where no node says otherwise.</summary>
    private const double Shift = 2.02;

    /// <summary>Of a layer's rows for each of its columns, what only the gated feed-forward has.</summary>
    private static readonly (string Name, int Ratio)[] Signs =
        [("linear1", 9), ("img_mlp.0", 6), ("img_mlp_0", 6), ("txt_mlp.0", 6), ("txt_mlp_0", 6)];

    public string Name => "FLUX.2";

    public TextLayout Text { get; } = new("flux2",
        new TextPart("qwen3_4b", NetworkRole.Qwen3, new QwenPrompt(QwenChat.User, QwenChat.AnswerAtOnce, Flux2Inputs.LeastTokens),
            StopAtLayer: -1, NormsHidden: false)
        {
            StoredAs = "text_encoders.qwen3_4b.transformer.model.",
            Layers = [9, 18, 27],
        })
    {
        NeedsName = true,
    };

    public LoraOrigin? OriginOf(LoraLayers layers) => IsOf(layers)
        ? new LoraOrigin(Name, denoiser => denoiser is Flux2Transformer, LoraEvidence.Layers)
        : null;

    /// <summary>Whether layers have names or shapes that only this family has.</summary>
    public static bool IsOf(LoraLayers layers) =>
        layers.Any("to_qkv_mlp_proj", "single_stream_modulation", "double_stream_modulation") || layers.Modules.Any(IsGated);

    public bool Matches(TensorNames tensors) => Flux2Reader.IsThere(tensors);

    public ModelFamily Read(TensorNames tensors)
    {
        var network = Flux2Reader.Read(tensors);
        return new ModelFamily(Name + (network.HasGuidance ? " dev" : " klein"))
        {
            Latent = LatentFormats.Flux2,
            Text = network.HasGuidance ? null : Text,
            Checkpoint = new CheckpointNames(Autoencoder: "vae."),
            Architecture = network.HasGuidance ? "flux-2-dev" : "flux-2-klein",
            Sigmas = SigmaTable.Flux(Shift),
            Parameterization = Parameterization.Flow,
            Conditioning = Flux2Inputs.Instance,
            Defaults = new GenerationDefaults(Side: 1024, Steps: network.HasGuidance ? 20 : 4, Guidance: 1, Scheduler: "simple"),
            Networks = [network, .. QwenReader.Read(tensors), .. AutoencoderReader.Read(tensors)],
        };
    }

    private static bool IsGated(LoraModule module) => module.HasWeight && module.WeightSize(0) is { Rows: var rows, Columns: var columns }
        && Array.Exists(Signs, sign => module.Name.EndsWith(sign.Name, StringComparison.Ordinal) && rows == sign.Ratio * columns);
}
