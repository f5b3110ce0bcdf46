using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Squares of pictures [B,H,W,C], and how their numbers are rounded when they are files between.</summary>
internal static class SquarePictures
{
    /// <summary>As much as fits, from the side that is named, or from the middle.</summary>
    public static Tensor Cut(Tensor pixels, string position)
    {
        var (height, width) = (pixels.Size(1), pixels.Size(2));
        var side = Math.Min(height, width);
        var (top, left) = position switch
        {
            "top" => (0, (width - side) / 2),
            "bottom" => (height - side, (width - side) / 2),
            "left" => ((height - side) / 2, 0),
            "right" => ((height - side) / 2, width - side),
            _ => ((height - side) / 2, (width - side) / 2),
        };
        return Resample.Narrow(Resample.Narrow(pixels, 1, top, side), 2, left, side);
    }

    /// <summary>Black on both sides of the shorter side; an odd pixel is left out.</summary>
    public static Tensor Padded(Tensor pixels)
    {
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        var (padY, padX) = (Math.Max(0, (width - height) / 2), Math.Max(0, (height - width) / 2));
        var padded = new Tensor(pixels.Size(0), height + (2 * padY), width + (2 * padX), channels);
        for (var row = 0; row < pixels.Size(0) * height; row++)
        {
            var to = ((((row / height * padded.Size(1)) + padY + (row % height)) * padded.Size(2)) + padX) * channels;
            pixels.Span.Slice(row * width * channels, width * channels).CopyTo(padded.Span[to..]);
        }
        return padded;
    }

    /// <summary>In the 256 steps of a picture file.</summary>
    public static Tensor Stepped(Tensor pixels)
    {
        const float steps = 255;
        var result = new Tensor(pixels.Shape);
        for (var i = 0; i < result.Length; i++)
            result.Span[i] = MathF.Round(Math.Clamp(pixels.Span[i], 0, 1) * steps) / steps;
        return result;
    }
}
