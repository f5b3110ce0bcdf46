namespace Studio.Engine.Graph;

/// <summary>Keeps the results of the last prompt, and of those as many as fit: the longest unused go first.</summary>
public sealed class ClassicCache(long maxBytes) : ICachePolicy
{
    public IEnumerable<string> ToEvict(IReadOnlyCollection<CachedResult> results, IReadOnlySet<string> wanted) =>
        results.Where(result => !IsWanted(result, wanted))
            .Concat(LruCache.BeyondBudget([.. results.Where(result => IsWanted(result, wanted))], maxBytes))
            .Select(result => result.Key);

    private static bool IsWanted(CachedResult result, IReadOnlySet<string> wanted) =>
        wanted.Contains(result.Key) || (result.Scope is { } scope && wanted.Contains(scope));
}

/// <summary>Keeps the results used last, of whatever prompt, up to a number and a size.</summary>
public sealed class LruCache(int maxResults, long maxBytes) : ICachePolicy
{
    public IEnumerable<string> ToEvict(IReadOnlyCollection<CachedResult> results, IReadOnlySet<string> wanted)
    {
        var byAge = results.OrderByDescending(result => result.LastUse).ToList();
        var kept = byAge.Take(maxResults).ToList();
        return byAge.Skip(maxResults).Concat(BeyondBudget(kept, maxBytes)).Select(result => result.Key);
    }

    /// <summary>What does not fit into the budget once the most recently used have taken their share.</summary>
    internal static IEnumerable<CachedResult> BeyondBudget(IReadOnlyCollection<CachedResult> results, long maxBytes)
    {
        // asked after each result, and nearly always all fits
        if (results.Sum(result => result.Bytes) <= maxBytes)
            yield break;
        var used = 0L;
        foreach (var result in results.OrderByDescending(result => result.LastUse))
        {
            used += result.Bytes;
            if (used > maxBytes)
                yield return result;
        }
    }
}

/// <summary>Keeps nothing: every run computes everything.</summary>
public sealed class NoCache : ICachePolicy
{
    public IEnumerable<string> ToEvict(IReadOnlyCollection<CachedResult> results, IReadOnlySet<string> wanted) =>
        results.Select(result => result.Key);
}
