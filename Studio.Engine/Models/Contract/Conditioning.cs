using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What steers a model: all entries apply together, weighted by area, mask and strength.</summary>
[WireType("CONDITIONING")]
public sealed record Conditioning(IReadOnlyList<ConditioningEntry> Entries);

/// <summary>One piece of steering.</summary>
/// <param name="Embedding">[1,T,D]: one row per token, T a multiple of 77 for CLIP.</param>
public sealed record ConditioningEntry(Tensor Embedding)
{
    /// <summary>[1,D'] summary of the whole text; null where the model has none.</summary>
    public Tensor? Pooled { get; init; }

    /// <summary>Where it applies; null is everywhere.</summary>
    public ConditioningArea? Area { get; init; }

    /// <summary>[B or 1,H,W] in 0..1 at any size; null is everywhere.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>Whether only the mask's bounding box is computed.</summary>
    public bool AreaFromMask { get; init; }

    public float MaskStrength { get; init; } = 1;

    public float Strength { get; init; } = 1;

    /// <summary>From which fraction of the schedule (0 is the noisiest end) it applies.</summary>
    public float StartPercent { get; init; }

    public float EndPercent { get; init; } = 1;

    /// <summary>What the picture's sizes are said to be, for families that are told.</summary>
    public PictureSizes Sizes { get; init; } = PictureSizes.Own;

    /// <summary>How pleasing the picture is said to be, 0 to 10, for the SDXL refiner; null is its usual value.</summary>
    public float? AestheticScore { get; init; }

    /// <summary>How strongly the text is to be followed, for models that were distilled to be told.</summary>
    public ToldGuidance Guidance { get; init; } = ToldGuidance.Usual;

    /// <summary>[B,C,h,w] as the autoencoder gives it: a picture that models for inpainting and editing see beside the noise.</summary>
    public Tensor? ConcatLatent { get; init; }

    /// <summary>[B or 1,H,W] at any size: what models for inpainting are told to repaint.</summary>
    public Tensor? ConcatMask { get; init; }

    /// <summary>Pictures to edit or to follow, for models that take them.</summary>
    public References References { get; init; } = References.None;

    /// <summary>Pictures that lead the model where this conditioning applies.</summary>
    public ControlHints Controls { get; init; } = ControlHints.None;

    /// <summary>
    /// Whether <see cref="Controls"/> are meant for the other conditionings of a run too, where those have none of their own.
    /// </summary>
    public bool ControlsAreShared { get; init; }
}

/// <summary>Sizes in pixels that SDXL is told (Podell et al. 2023, arXiv:2307.01952, section 2.2); null is the picture's own.</summary>
/// <param name="Width">Of the picture before it was cut for training.</param>
/// <param name="CropLeft">What was cut away there.</param>
/// <param name="TargetWidth">Of the picture as it was trained on; null is <paramref name="Width"/>.</param>
public sealed record PictureSizes(int? Width = null, int? Height = null, int CropLeft = 0, int CropTop = 0, int? TargetWidth = null,
    int? TargetHeight = null)
{
    public static PictureSizes Own { get; } = new();
}

/// <summary>What a model that was distilled on guidance (Meng et al. 2022, arXiv:2210.03142) is told of it.</summary>
/// <param name="Strength">From 0 on; null is nothing at all, which is another thing than 0.</param>
public sealed record ToldGuidance(float? Strength)
{
    /// <summary>What FLUX.1 is told where nobody says anything.</summary>
    public static ToldGuidance Usual { get; } = new(3.5f);

    public static ToldGuidance None { get; } = new(Strength: null);
}

/// <summary>A rectangle: in latent units, or in fractions of the picture when <paramref name="IsFraction"/>.</summary>
public sealed record ConditioningArea(double Height, double Width, double Y, double X, bool IsFraction);
