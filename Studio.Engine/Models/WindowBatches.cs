using System.Numerics;

namespace Studio.Engine.Models;

/// <summary>
/// Which windows can run in one call: equal sizes at the same place, texts whose common length is not absurd, and not too many pixels at
/// once.
/// </summary>
internal static class WindowBatches
{
    private const int MostLatentPixels = 1 << 16;
    private const int MostRepeats = 4;

    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> items, Func<T, ConditioningWindow> window, int batch)
    {
        foreach (var place in items.GroupBy(item => window(item).Area))
        {
            var current = new List<T>();
            foreach (var item in place)
            {
                if (current.Count > 0
                    && !Fits([.. current.Append(item).Select(member => window(member).Embedding.Size(1))], place.Key.Size * batch))
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

    private static bool Fits(int[] lengths, long pixels) =>
        lengths.Aggregate(1, LeastCommonMultiple) <= lengths.Min() * MostRepeats && pixels * lengths.Length <= MostLatentPixels;
}
