using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Puts one batch onto another at a place, through a mask. Positions are in the tensors' own pixels.</summary>
internal static class Compositing
{
    /// <summary>Latents [B,C,H,W].</summary>
    public static Tensor PutPlanes(Tensor destination, Tensor source, Tensor? mask, int top, int left, bool resize) =>
        Put(destination, resize ? Resample.Planes(source, destination.Size(3), destination.Size(2), ResampleMethod.Bilinear) : source,
            mask, top, left, 2);

    /// <summary>Pictures [B,H,W,C] of as many channels.</summary>
    public static Tensor PutPixels(Tensor destination, Tensor source, Tensor? mask, int top, int left, bool resize) =>
        Put(destination, resize ? Resample.Pixels(source, destination.Size(2), destination.Size(1), ResampleMethod.Bilinear) : source,
            mask, top, left, 1);

    /// <param name="rows">Which axis holds the rows.</param>
    private static Tensor Put(Tensor destination, Tensor source, Tensor? mask, int top, int left, int rows)
    {
        var (height, width) = (source.Size(rows), source.Size(rows + 1));
        var weights = mask is null ? null : Batches.Fit(Resample.Planes(mask, width, height, ResampleMethod.Bilinear), destination.Size(0));
        source = Batches.Fit(source, destination.Size(0));
        var channelAxis = rows == 1 ? 3 : 1;
        if (source.Size(channelAxis) != destination.Size(channelAxis))
            throw new EngineException(EngineError.BadPrompt, $"{source} cannot be put onto {destination}: they differ in channels.");
        var result = destination.Clone();
        var (to, from) = (new Layout(destination, rows), new Layout(source, rows));
        for (var b = 0; b < destination.Size(0); b++)
        {
            for (var y = 0; y < Math.Min(height, destination.Size(rows) - top); y++)
            {
                for (var x = 0; x < Math.Min(width, destination.Size(rows + 1) - left); x++)
                {
                    var weight = weights is null ? 1 : weights.Span[(((b * height) + y) * width) + x];
                    for (var c = 0; c < destination.Size(channelAxis); c++)
                    {
                        ref var value = ref result.Span[to.At(b, c, top + y, left + x)];
                        value = (source.Span[from.At(b, c, y, x)] * weight) + (value * (1 - weight));
                    }
                }
            }
        }
        return result;
    }

    /// <summary>Where the value of a channel of a pixel stands.</summary>
    private sealed class Layout(Tensor tensor, int rows)
    {
        private readonly int _width = tensor.Size(rows + 1);
        private readonly int _height = tensor.Size(rows);
        private readonly int _channels = tensor.Size(rows == 1 ? 3 : 1);

        public int At(int b, int c, int y, int x) => rows == 1
            ? (((((b * _height) + y) * _width) + x) * _channels) + c
            : (((((b * _channels) + c) * _height) + y) * _width) + x;
    }
}
