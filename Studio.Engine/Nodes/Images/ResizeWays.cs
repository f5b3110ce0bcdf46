namespace Studio.Engine.Nodes;

/// <summary>The ways in which a new size is given.</summary>
internal static class ResizeWays
{
    public const string Dimensions = "scale dimensions";
    public const string Multiplied = "scale by multiplier";
    public const string Longer = "scale longer dimension";
    public const string Shorter = "scale shorter dimension";
    public const string ToWidth = "scale width";
    public const string ToHeight = "scale height";
    public const string TotalPixels = "scale total pixels";
    public const string Matched = "match size";
    public const string ToMultiple = "scale to multiple";

    /// <exception cref="EngineException">What is linked is neither pictures nor masks (BadPrompt).</exception>
    public static ScaledPlanes Apply(ResizeImageMaskNode wanted)
    {
        var planes = ScaledPlanes.From(wanted.Input, wanted.ScaleMethod);
        var (width, height) = (planes.Width, planes.Height);
        return wanted.ResizeType switch
        {
            Dimensions => planes.To(wanted.Width, wanted.Height, wanted.Crop == "center"),
            ToWidth => planes.To(wanted.Width, 0),
            ToHeight => planes.To(0, wanted.Height),
            Multiplied => planes.By(wanted.Multiplier),
            Longer => planes.WithSides(wanted.LongerSize, scaledBy: Math.Max(width, height)),
            Shorter => planes.WithSides(wanted.ShorterSize, scaledBy: Math.Min(width, height)),
            TotalPixels => planes.By(Math.Sqrt(Math.Floor(wanted.Megapixels * 1024 * 1024) / ((double)width * height))),
            Matched => planes.Like(ScaledPlanes.From(wanted.Match, wanted.ScaleMethod), wanted.Crop == "center"),
            _ => planes.ToMultipleOf(wanted.Multiple),
        };
    }
}
