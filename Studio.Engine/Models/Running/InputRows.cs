using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>One input of several windows as one tensor, a row per picture of each window.</summary>
internal static class InputRows
{
    /// <summary>
    /// [windows * rows,...]. A shorter text is repeated to the common length: attention over repeated tokens is the same. Where a value has
    /// fewer entries than there are pictures, they are gone through again.
    /// </summary>
    public static Tensor Of(ConditioningInput[] windows, int rows)
    {
        if (windows[0].IsShared)
            return windows[0].Value;
        var shape = windows[0].Value.Shape.ToArray();
        shape[0] = windows.Length * rows;
        if (windows[0].IsTokens)
            shape[1] = windows.Aggregate(1, (common, input) => WindowBatches.LeastCommonMultiple(common, input.Value.Size(1)));
        var all = new Tensor(shape);
        for (var row = 0; row < shape[0]; row++)
        {
            var value = windows[row / rows].Value;
            var source = value.Slice(row % rows % value.Size(0)).Span;
            var target = all.Slice(row).Span;
            for (var at = 0; at < target.Length; at += source.Length)
                source.CopyTo(target[at..]);
        }
        return all;
    }
}
