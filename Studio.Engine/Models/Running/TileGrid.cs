using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// Runs a network over overlapping tiles and blends what it gives, as ComfyUI does: once with tiles of t x t, or in three passes with tiles
/// of t x t, t/2 x 2t and 2t x t/2, so that no seam is at the same place twice; inside a pass the overlap is a linear ramp.
/// </summary>
/// <param name="tile">Side of a tile in the input's pixels.</param>
/// <param name="overlap">Pixels of the input that neighbours share.</param>
/// <param name="up">The output is this many times as large as the input ...</param>
/// <param name="down">... and this many times smaller.</param>
internal sealed class TileGrid(int tile, int overlap, int up, int down)
{
    /// <summary>[1,C,H,W] through <paramref name="network"/> to [1,<paramref name="channels"/>,H',W'].</summary>
    public Tensor Map(Tensor input, int channels, Func<Tensor, Tensor> network)
    {
        // a side must stay a multiple of the factor when halved
        var (half, twice) = (Math.Max(down, tile / 2 / down * down), tile * 2);
        var result = Pass(input, half, twice, channels, network);
        TensorPrimitives.Add(result.Span, Pass(input, twice, half, channels, network).Span, result.Span);
        TensorPrimitives.Add(result.Span, Pass(input, tile, tile, channels, network).Span, result.Span);
        TensorPrimitives.Divide(result.Span, 3, result.Span);
        return result;
    }

    /// <summary>The same in one pass.</summary>
    public Tensor MapOnce(Tensor input, int channels, Func<Tensor, Tensor> network) => Pass(input, tile, tile, channels, network);

    /// <summary>How many tiles one pass has.</summary>
    public int Count(int height, int width) => Starts(height, tile).Count() * Starts(width, tile).Count();

    private Tensor Pass(Tensor input, int tileHeight, int tileWidth, int channels, Func<Tensor, Tensor> network)
    {
        var (height, width) = (input.Size(2), input.Size(3));
        if (tileHeight >= height && tileWidth >= width)
            return network(input);
        var sum = new Tensor(1, channels, height * up / down, width * up / down);
        var weights = new Tensor(1, 1, sum.Size(2), sum.Size(3));
        foreach (var y in Starts(height, tileHeight))
        {
            foreach (var x in Starts(width, tileWidth))
            {
                var area = new LatentArea(y, x, Math.Min(tileHeight, height - y), Math.Min(tileWidth, width - x));
                Blend(network(WindowSum.Crop(input, area)), y * up / down, x * up / down, sum, weights);
            }
        }
        for (var c = 0; c < channels; c++)
        {
            var plane = sum.Span.Slice(c * weights.Length, weights.Length);
            TensorPrimitives.Divide(plane, weights.Span, plane);
        }
        return sum;
    }

    private IEnumerable<int> Starts(int length, int size)
    {
        if (size >= length)
            return [0];
        var shared = Math.Min(overlap, size / 2 / down * down);
        return Enumerable.Range(0, (length - shared + (size - shared) - 1) / (size - shared))
            .Select(i => Math.Min(i * (size - shared), length - shared));
    }

    private void Blend(Tensor part, int top, int left, Tensor sum, Tensor weights)
    {
        var (height, width) = (part.Size(2), part.Size(3));
        var (rowWeights, columnWeights) = (Ramps(height), Ramps(width));
        Span<float> line = new float[width];
        for (var y = 0; y < height; y++)
        {
            TensorPrimitives.Multiply(columnWeights, rowWeights[y], line);
            var total = Row(weights, 0, top + y, left, width);
            TensorPrimitives.Add(total, line, total);
            for (var c = 0; c < sum.Size(1); c++)
            {
                var target = Row(sum, c, top + y, left, width);
                TensorPrimitives.MultiplyAdd(Row(part, c, y, 0, width), line, target, target);
            }
        }
    }

    /// <summary>1 in the middle, falling linearly to both ends over the overlap; all 1 when the tile is no longer than that.</summary>
    private float[] Ramps(int length)
    {
        var ramps = new float[length];
        Array.Fill(ramps, 1);
        var feather = overlap * up / down;
        if (feather >= length)
            return ramps;
        for (var i = 0; i < feather; i++)
        {
            ramps[i] *= (i + 1f) / feather;
            ramps[length - 1 - i] *= (i + 1f) / feather;
        }
        return ramps;
    }

    private static Span<float> Row(Tensor x, int channel, int y, int left, int width) =>
        x.Span.Slice((((channel * x.Size(2)) + y) * x.Size(3)) + left, width);
}
