using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

/// <summary>Limits for the sides of pictures; the shape is kept, or what is too long is cut off.</summary>
internal sealed record ConstrainedSize(int MinWidth, int MinHeight, int MaxWidth, int MaxHeight, bool Crop)
{
    public Tensor Apply(Tensor pixels)
    {
        var (height, width) = (pixels.Size(1), pixels.Size(2));
        var (newWidth, newHeight) = (Within(width, MinWidth, MaxWidth), Within(height, MinHeight, MaxHeight));
        var aspect = (double)width / height;
        if ((double)newWidth / newHeight > aspect)
        {
            newWidth = Math.Max((int)(newHeight * aspect), MinWidth);
            if (Crop)
                newHeight = (int)(height / ((double)width / newWidth));
        }
        else
        {
            newHeight = Math.Max((int)(newWidth / aspect), MinHeight);
            if (Crop)
                newWidth = (int)(width / ((double)height / newHeight));
        }
        var scaled = LanczosResize.Resize(pixels, Math.Max(1, newWidth), Math.Max(1, newHeight));
        if (!Crop || (newWidth <= MaxWidth && newHeight <= MaxHeight))
            return scaled;
        var (left, top) = (Math.Max(0, (newWidth - MaxWidth) / 2), Math.Max(0, (newHeight - MaxHeight) / 2));
        return Planes.CropPixels(scaled, top, left, Math.Min(newHeight, MaxHeight), Math.Min(newWidth, MaxWidth));
    }

    private static int Within(int side, int min, int max) => Math.Max(min, Math.Min(side, max));
}
