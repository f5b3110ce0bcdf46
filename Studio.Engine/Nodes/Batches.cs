using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>The first axis of tensors, which counts the pictures of a batch.</summary>
internal static class Batches
{
    /// <summary>Exactly <paramref name="count"/> entries: too few are repeated from the first, too many left out.</summary>
    public static Tensor Fit(Tensor batch, int count)
    {
        if (batch.Size(0) == count)
            return batch;
        return batch.Size(0) > count
            ? batch.Slice(0, count)
            : Tensor.Stack([.. Enumerable.Range(0, count).Select(index => batch.Slice(index % batch.Size(0)))]);
    }

    /// <summary>The whole batch several times over.</summary>
    public static Tensor Repeat(Tensor batch, int times) => Fit(batch, checked(batch.Size(0) * times));

    /// <summary>Where a part begins and how long it is, when the wish lies partly outside. Negative starts count from the end.</summary>
    public static (int Start, int Length) Part(int count, int start, int length)
    {
        start = Math.Clamp(start < 0 ? start + count : start, 0, count - 1);
        return (start, Math.Min(length, count - start));
    }
}
