namespace Studio.Engine.Graph;

/// <summary>
/// Keeps everything until free memory falls below the headroom; then old and large results go first. A result is worth 1.3 times less with
/// each prompt that did not use it, as in ComfyUI's --cache-ram.
/// </summary>
/// <param name="headroom">Bytes to leave free.</param>
/// <param name="available">Bytes that are free now, of the machine and of the limit that a container sets.</param>
public sealed class MemoryCache(long headroom, Func<long> available) : ICachePolicy
{
    /// <summary>Beyond this many results the longest unused go, whatever their size: small ones have their cost too.</summary>
    private const int MostResults = 20_000;

    /// <summary>What a result takes at least, and what one of unknown size is taken for.</summary>
    private const long LeastBytes = 64 << 10;

    /// <summary>A collection takes its time, so it must be for something.</summary>
    private const long WorthCollecting = 64 << 20;

    private const double Aging = 1.3;

    private const long OneGigabyte = 1L << 30;

    private long _evictedBytes;

    /// <summary>
    /// A tenth of the memory that may be used, but 2 GiB at least and 10 GiB at most; never more than a quarter, so that small machines
    /// keep something too.
    /// </summary>
    public static long DefaultHeadroom(long totalBytes) =>
        Math.Min(Math.Clamp(totalBytes / 10, 2 * OneGigabyte, 10 * OneGigabyte), totalBytes / 4);

    public IEnumerable<string> ToEvict(IReadOnlyCollection<CachedResult> results, IReadOnlySet<string> wanted)
    {
        var tooMany = results.Count - MostResults;
        if (tooMany > 0)
            return results.OrderBy(result => result.LastUse).Take(tooMany + (MostResults / 10)).Select(result => result.Key);
        if (results.Count == 0 || available() >= headroom)
            return [];
        // What was evicted before counts as taken until it is collected.
        if (_evictedBytes >= WorthCollecting)
        {
            GC.Collect();
            _evictedBytes = 0;
        }
        var worst = LeastValuable(results, headroom - available());
        _evictedBytes += worst.Sum(result => result.Bytes);
        return worst.Select(result => result.Key);
    }

    /// <summary>The results that cost most for what they are worth, as many as hold that many bytes together.</summary>
    internal static IReadOnlyList<CachedResult> LeastValuable(IReadOnlyCollection<CachedResult> results, long bytes)
    {
        var worst = new List<CachedResult>();
        foreach (var result in results.OrderByDescending(Cost))
        {
            if (bytes <= 0)
                break;
            bytes -= Size(result);
            worst.Add(result);
        }
        return worst;
    }

    private static double Cost(CachedResult result) => Math.Pow(Aging, result.Age) * Size(result);

    private static long Size(CachedResult result) => Math.Max(result.Bytes, LeastBytes);
}
