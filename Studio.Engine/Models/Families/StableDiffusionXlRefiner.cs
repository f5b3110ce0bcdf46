using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// The refiner of SDXL (Podell et al. 2023, arXiv:2307.01952, section 2.5), which ends what the base began. One text encoder; the model is
/// also told a summary of the text, four sizes and how pleasing the picture is.
/// </summary>
internal sealed class StableDiffusionXlRefiner : IFamily
{
    private const int Sizes = 5;
    private const float UsualScore = 6;
    private const float UsualNegativeScore = 2.5f;

    private static readonly string[] TextPrefixes = ["conditioner.embedders.0.model.", "text_encoders.clip_g.transformer.text_model."];

    public string Name => "SDXL refiner";

    public TextLayout Text { get; } = new("sdxl_refiner",
        new TextPart("g", NetworkRole.ClipG, new ClipPrompt(Padding: 0), StopAtLayer: -2, NormsHidden: false)
        {
            StoredAs = TextPrefixes[0],
            IsStoredAsOpenClip = true,
        });

    public LoraOrigin? OriginOf(LoraLayers layers) => UNetLoras.OfText(layers, 1280, "the SDXL refiner");

    /// <summary>The summary is as wide as the text: both come from one encoder.</summary>
    public bool Matches(TensorNames tensors) => IsRefiner(tensors);

    public ModelFamily Read(TensorNames tensors) => new(Name)
    {
        Latent = LatentFormats.StableDiffusionXl,
        Text = Text,
        Architecture = "stable-diffusion-xl-v1-refiner",
        Conditioning = new SizeInputs(SizesAndScore),
        Defaults = new GenerationDefaults(Side: 1024, Guidance: 7),
        NeedsAnother = "only ends what an SDXL model began: use both in a workflow, with KSampler (Advanced)",
        Networks =
        [
            UNetReader.Read(tensors, new AttentionHeads(null, Width: 64)),
            .. ClipReader.Read(tensors, NetworkRole.ClipG, TextPrefixes),
            .. AutoencoderReader.Read(tensors),
        ],
    };

    public static bool IsRefiner(TensorNames tensors) => UNetReader.IsLabelled(tensors, Sizes, out var summary)
        && summary == tensors.UNetContext && UNetReader.IsLevelOneWithoutAttention(tensors);

    private static IEnumerable<float> SizesAndScore(ConditioningEntry entry, ConditioningUse use)
    {
        var sizes = entry.Sizes;
        return [sizes.Height ?? use.Height, sizes.Width ?? use.Width, sizes.CropTop, sizes.CropLeft,
            entry.AestheticScore ?? (use.IsNegative ? UsualNegativeScore : UsualScore)];
    }
}
