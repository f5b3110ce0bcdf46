using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

/// <summary>The size that pictures get.</summary>
internal static class ProportionalSize
{
    /// <summary>A side of 0 follows from the other, or is the picture's own.</summary>
    public static (int Width, int Height) Of(Image image, int width, int height, bool keepsProportion)
    {
        if (!keepsProportion)
            return (width == 0 ? image.Width : width, height == 0 ? image.Height : height);
        if (width == 0 && height != 0)
            return ((int)Math.Round(image.Width * ((double)height / image.Height)), height);
        if (height == 0 && width != 0)
            return (width, (int)Math.Round(image.Height * ((double)width / image.Width)));
        var ratio = Math.Min((double)width / image.Width, (double)height / image.Height);
        return ((int)Math.Round(image.Width * ratio), (int)Math.Round(image.Height * ratio));
    }
}
