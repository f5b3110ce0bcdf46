using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// FLUX.1 (Black Forest Labs 2024): schnell, dev, and what was made from dev (Krea, Kontext, Fill, Canny, Depth and others). T5 reads the
/// text; CLIP-L only sums it up.
/// </summary>
internal sealed class Flux : IFamily
{
    /// <summary>How far dev's noise levels lean towards noise.</summary>
    private const double Shift = 1.15;

    private const int LeastTextLength = 256;

    private static readonly string[] ClipPrefixes =
        ["text_encoders.clip_l.transformer.text_model.", "clip_l.transformer.text_model."];

    private static readonly string[] T5Prefixes = ["text_encoders.t5xxl.transformer.", "t5xxl.transformer."];

    public string Name => "Flux";

    public TextLayout Text { get; } = new("flux",
        new TextPart("l", NetworkRole.ClipL, new ClipPrompt(ClipTokenizer.End), StopAtLayer: -1, NormsHidden: true)
        {
            StoredAs = ClipPrefixes[0],
            ProjectsSummary = false,
        },
        new TextPart("t5xxl", NetworkRole.T5, new T5Prompt(LeastTextLength), StopAtLayer: -1, NormsHidden: true)
        {
            StoredAs = T5Prefixes[0],
        })
    {
        Join = parts => parts[1] with { Summary = parts[0].Summary },
    };

    public LoraOrigin? OriginOf(LoraLayers layers)
    {
        // which have first layers of that name
        if (QwenImage.IsOf(layers) || Flux2.IsOf(layers))
            return null;
        var input = layers.Modules.FirstOrDefault(module => module.Name == FluxBody.PictureIn && module.Has(LoraRole.Up));
        if (input?.WeightSize(0) is { Columns: var columns })
            return new LoraOrigin($"a Flux that takes {columns / FluxReader.Square} channels", denoiser => denoiser is FluxTransformer flux
                && (flux.InChannels * FluxReader.Square == columns || (input.Enlarges && flux.InChannels * FluxReader.Square < columns)),
                LoraEvidence.Layers);
        return layers.Any("single_blocks", "single_transformer_blocks", "double_blocks")
            ? new LoraOrigin("Flux", denoiser => denoiser is FluxTransformer, LoraEvidence.Names)
            : null;
    }

    /// <summary>What it sees a picture beside the noise for.</summary>
    private static string Purpose(FluxTransformer network) => network.ChannelsBeside == 0 ? ""
        : network.LayoutBeside is BesideLayout.ScaledPictureThenMaskSquares ? " Fill" : " Canny or Depth";

    public bool Matches(TensorNames tensors) => FluxReader.IsThere(tensors);

    public ModelFamily Read(TensorNames tensors)
    {
        var network = FluxReader.Read(tensors);
        var isFast = !network.HasGuidance;
        return new ModelFamily(Name + (isFast ? " schnell" : " dev") + Purpose(network))
        {
            Latent = LatentFormats.Flux,
            Text = Text,
            Checkpoint = new CheckpointNames(Autoencoder: "vae."),
            Architecture = isFast ? "flux-1-schnell" : "flux-1-dev",
            Sigmas = isFast ? SigmaTable.Flow(shift: 1, multiplier: 1) : SigmaTable.Flux(Shift),
            Parameterization = Parameterization.Flow,
            Conditioning = FluxInputs.Instance,
            Defaults = new GenerationDefaults(Side: 1024, Steps: isFast ? 4 : 20, Guidance: 1, Scheduler: "simple"),
            Networks =
            [
                network,
                .. ClipReader.Read(tensors, NetworkRole.ClipL, ClipPrefixes),
                .. T5Reader.Read(tensors, T5Prefixes),
                .. AutoencoderReader.Read(tensors),
            ],
        };
    }
}
