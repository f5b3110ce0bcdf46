using System.Numerics;

namespace Studio.Engine.Models;

/// <summary>
/// Which windows can run in one call: equal sizes at the same place, inputs of one shape, texts whose common length is not absurd, and not
/// too many pixels at once.
/// </summary>
internal static class WindowBatches
{
    private const int MostLatentPixels = 1 << 16;
    private const int MostRepeats = 4;

    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> items, Func<T, LatentArea> area,
        Func<T, IReadOnlyList<ConditioningInput>> inputs, int batch)
    {
        foreach (var place in items.GroupBy(area))
        {
            var current = new List<T>();
            foreach (var item in place)
            {
                if (current.Count > 0 && !Fits([.. current.Append(item).Select(inputs)], place.Key.Size * batch))
                {
                    yield return current;
                    current = [];
                }
                current.Add(item);
            }
            yield return current;
        }
    }

    public static int LeastCommonMultiple(int a, int b) => (int)(a / BigInteger.GreatestCommonDivisor(a, b)) * b;

    private static bool Fits(IReadOnlyList<ConditioningInput>[] members, long pixels) =>
        pixels * members.Length <= MostLatentPixels
        && Enumerable.Range(0, members[0].Count).All(at => Fits([.. members.Select(inputs => inputs[at])]));

    private static bool Fits(ConditioningInput[] same)
    {
        if (same[0].IsShared)
            return same.All(input => input.Value.HasShapeOf(same[0].Value) && input.Value.Span.SequenceEqual(same[0].Value.Span));
        if (!same[0].IsTokens)
            return same.All(input => input.Value.Shape[1..].SequenceEqual(same[0].Value.Shape[1..]));
        var lengths = same.Select(input => input.Value.Size(1)).ToArray();
        return lengths.Aggregate(1, LeastCommonMultiple) <= lengths.Min() * MostRepeats;
    }
}
