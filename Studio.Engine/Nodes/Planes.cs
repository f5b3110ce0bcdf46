using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Rectangles of tensors: [..., H, W] for latents and masks, [B, H, W, C] for pictures. What lies outside is left out.</summary>
internal static class Planes
{
    public static Tensor Crop(Tensor planes, int top, int left, int height, int width) =>
        Narrow(Narrow(planes, planes.Rank - 2, top, height), planes.Rank - 1, left, width);

    public static Tensor CropPixels(Tensor pixels, int top, int left, int height, int width) =>
        Narrow(Narrow(pixels, 1, top, height), 2, left, width);

    private static Tensor Narrow(Tensor source, int axis, int start, int count)
    {
        start = Math.Clamp(start, 0, source.Size(axis));
        count = Math.Clamp(count, 0, source.Size(axis) - start);
        return count == source.Size(axis) ? source : Resample.Narrow(source, axis, start, count);
    }
}
