using System.Collections.Frozen;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Pictures [B,H,W,C] put together along their width or their height.</summary>
internal sealed class Stitching(bool acrossWidth, string colour)
{
    private static readonly FrozenDictionary<string, float[]> Colours = new Dictionary<string, float[]>(StringComparer.Ordinal)
    {
        ["white"] = [1, 1, 1], ["black"] = [0, 0, 0], ["red"] = [1, 0, 0], ["green"] = [0, 1, 0], ["blue"] = [0, 0, 1],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly float[] _colour = Colours.GetValueOrDefault(colour)
        ?? throw new EngineException(EngineError.BadPrompt,
            $"There is no spacing colour '{colour}'. Choose {string.Join(", ", Colours.Keys)}.");

    private readonly int _along = acrossWidth ? 2 : 1;

    private readonly int _beside = acrossWidth ? 1 : 2;

    /// <summary>As many of each: the last picture of the shorter batch is repeated.</summary>
    public static (Tensor First, Tensor Second) SameCount(Tensor first, Tensor second)
    {
        var count = Math.Max(first.Size(0), second.Size(0));
        return (Extended(first, count), Extended(second, count));
    }

    /// <summary>The picture scaled so that it fits beside the other, keeping its shape; lengths are cut off to whole pixels.</summary>
    public Tensor Scaled(Tensor pixels, Tensor other)
    {
        var shape = (double)pixels.Size(2) / pixels.Size(1);
        var (width, height) = acrossWidth ? ((int)(other.Size(1) * shape), other.Size(1)) : (other.Size(2), (int)(other.Size(2) / shape));
        return ImageResize.Resize(pixels, Math.Max(1, width), Math.Max(1, height), "lanczos");
    }

    /// <summary>The picture with equal margins, so that it fits beside a larger one: white when the gap is, else black.</summary>
    public Tensor Padded(Tensor pixels, Tensor other)
    {
        var missing = other.Size(_beside) - pixels.Size(_beside);
        if (missing <= 0)
            return pixels;
        int[] shape = [.. pixels.Shape];
        shape[_beside] += missing;
        var padded = new Tensor(shape);
        padded.Span.Fill(_colour.All(value => value == 1) ? 1 : 0);
        Copy(pixels, padded, _beside, missing / 2);
        return padded;
    }

    /// <summary>What stands between the two; null for no gap.</summary>
    public Tensor? Gap(Tensor first, Tensor second, int width)
    {
        if (width == 0)
            return null;
        int[] shape = [.. first.Shape];
        (shape[_along], shape[_beside]) = (width, Math.Max(first.Size(_beside), second.Size(_beside)));
        var gap = new Tensor(shape);
        gap.Span.Fill(1);
        for (var at = 0; at < gap.Length; at += shape[3])
            _colour.AsSpan(0, Math.Min(3, shape[3])).CopyTo(gap.Span[at..]);
        return gap;
    }

    public Tensor Join(Tensor before, Tensor? gap, Tensor behind)
    {
        Tensor[] parts = gap is null ? [before, behind] : [before, gap, behind];
        int[] shape = [.. before.Shape];
        shape[_along] = parts.Sum(part => part.Size(_along));
        var joined = new Tensor(shape);
        var start = 0;
        foreach (var part in parts)
        {
            Copy(part, joined, _along, start);
            start += part.Size(_along);
        }
        return joined;
    }

    private static Tensor Extended(Tensor pixels, int count) => pixels.Size(0) == count
        ? pixels
        : Tensor.Stack([pixels, Batches.Repeat(pixels.Slice(pixels.Size(0) - 1), count - pixels.Size(0))]);

    /// <summary>Copies a tensor into another that is longer along one axis.</summary>
    private static void Copy(Tensor source, Tensor target, int axis, int start)
    {
        var inner = source.Length;
        for (var i = 0; i <= axis; i++)
            inner /= source.Size(i);
        var (from, to) = (source.Size(axis) * inner, target.Size(axis) * inner);
        for (var outer = 0; outer < source.Length / from; outer++)
            source.Span.Slice(outer * from, from).CopyTo(target.Span[(outer * to + start * inner)..]);
    }
}
