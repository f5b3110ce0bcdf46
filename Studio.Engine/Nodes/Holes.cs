using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Holes in masks: what is not marked and cannot be reached from the edge over sides of pixels.</summary>
internal static class Holes
{
    /// <summary>One mask [1,H,W] as 0 and 1, without holes.</summary>
    public static Tensor Filled(Tensor mask)
    {
        var (height, width) = (mask.Size(1), mask.Size(2));
        var outside = new bool[mask.Length];
        var open = new Stack<int>();
        for (var i = 0; i < mask.Length; i++)
        {
            if (i % width == 0 || i % width == width - 1 || i / width == 0 || i / width == height - 1)
                Visit(i);
        }
        while (open.TryPop(out var at))
        {
            if (at % width > 0)
                Visit(at - 1);
            if (at % width < width - 1)
                Visit(at + 1);
            if (at >= width)
                Visit(at - width);
            if (at < mask.Length - width)
                Visit(at + width);
        }
        var filled = mask.ZerosLike();
        for (var i = 0; i < mask.Length; i++)
            filled.Span[i] = outside[i] ? 0 : 1;
        return filled;

        void Visit(int i)
        {
            if (outside[i] || mask.Span[i] > 0)
                return;
            outside[i] = true;
            open.Push(i);
        }
    }
}
