using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// SDXL (Podell et al. 2023, arXiv:2307.01952) and what was made from it: Turbo, Lightning, Pony, Illustrious, NoobAI, and the smaller
/// SSD-1B and Segmind Vega. Two text encoders side by side; the model is also told a summary of the text and six sizes.
/// </summary>
internal sealed class StableDiffusionXl : IFamily
{
    private const int Sizes = 6;

    private static readonly string[] ClipLPrefixes =
    [
        "conditioner.embedders.0.transformer.text_model.", "text_encoders.clip_l.transformer.text_model.", "clip_l.transformer.text_model.",
    ];

    private static readonly string[] ClipGPrefixes =
        ["conditioner.embedders.1.model.", "text_encoders.clip_g.transformer.text_model.", "clip_g.transformer.text_model."];

    public string Name => "SDXL";

    public TextLayout Text { get; } = new("sdxl",
        new TextPart("l", NetworkRole.ClipL, new ClipPrompt(ClipTokenizer.End), StopAtLayer: -2, NormsHidden: false)
        {
            StoredAs = ClipLPrefixes[0],
        },
        new TextPart("g", NetworkRole.ClipG, new ClipPrompt(Padding: 0), StopAtLayer: -2, NormsHidden: false)
        {
            StoredAs = ClipGPrefixes[0],
            IsStoredAsOpenClip = true,
        });

    public LoraOrigin? OriginOf(LoraLayers layers) => UNetLoras.OfText(layers, 2048, "SDXL") ?? UNetLoras.OfXl(layers);

    /// <summary>The summary is one of two encoders whose widths make the text's, and there is no attention where pixels are most.</summary>
    public static bool HasNetworks(TensorNames tensors) =>
        UNetReader.IsLabelled(tensors, Sizes, out var summary) && summary < tensors.UNetContext
        && UNetReader.IsLevelOneWithoutAttention(tensors) && !StableDiffusionXlRefiner.IsRefiner(tensors);

    public bool Matches(TensorNames tensors) => HasNetworks(tensors) && !HasStatistics(tensors);

    /// <summary>Mean and deviation of the latents, with the same numbers in every file that holds them: those of Playground 2.5.</summary>
    public static bool HasStatistics(TensorNames tensors) => tensors.HasAny("edm_mean") && tensors.HasAny("edm_std");

    public ModelFamily Read(TensorNames tensors)
    {
        var (sigmas, parameterization) = Sampling(tensors);
        var isTold = parameterization != Parameterization.Epsilon;
        return new ModelFamily(Name + UNetReader.Purpose(tensors) + (isTold ? " (v-prediction)" : ""))
        {
            Latent = LatentFormats.StableDiffusionXl,
            Text = Text,
            Architecture = "stable-diffusion-xl-v1-base",
            Sigmas = sigmas,
            Parameterization = parameterization,
            Conditioning = new SizeInputs(SixSizes),
            Defaults = new GenerationDefaults(Side: 1024, Guidance: isTold ? 5 : 7),
            Networks =
            [
                UNetReader.Read(tensors, new AttentionHeads(null, Width: 64)),
                .. ClipReader.Read(tensors, NetworkRole.ClipL, ClipLPrefixes),
                .. ClipReader.Read(tensors, NetworkRole.ClipG, ClipGPrefixes),
                .. AutoencoderReader.Read(tensors),
            ],
        };
    }

    private static IEnumerable<float> SixSizes(ConditioningEntry entry, ConditioningUse use)
    {
        var sizes = entry.Sizes;
        var (height, width) = (sizes.Height ?? use.Height, sizes.Width ?? use.Width);
        return [height, width, sizes.CropTop, sizes.CropLeft, sizes.TargetHeight ?? height, sizes.TargetWidth ?? width];
    }

    /// <summary>Files mark how they were trained by tensors that hold nothing, or the ends of their noise.</summary>
    private static (SigmaTable Sigmas, Parameterization Parameterization) Sampling(TensorNames tensors)
    {
        const double usualMin = 0.002;
        const double usualMax = 120;
        if (tensors.HasAny("edm_vpred.sigma_max"))
        {
            double One(string name, double otherwise) => tensors.Numbers(name) is [var number] && number > 0 ? number : otherwise;
            return (SigmaTable.Edm(One("edm_vpred.sigma_min", usualMin), One("edm_vpred.sigma_max", usualMax)), Parameterization.Velocity);
        }
        return (tensors.HasAny("ztsnr") ? SigmaTable.ZeroTerminalSnr : SigmaTable.StableDiffusion,
            tensors.HasAny("v_pred") ? Parameterization.Velocity : Parameterization.Epsilon);
    }
}
