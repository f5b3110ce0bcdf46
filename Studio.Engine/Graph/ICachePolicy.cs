namespace Studio.Engine.Graph;

/// <summary>Which results are no longer worth their memory. Asked at the start of each prompt and after each new result.</summary>
public interface ICachePolicy
{
    /// <summary>The keys of the results to evict.</summary>
    /// <param name="wanted">The keys of the prompt that runs now, and its scopes (<see cref="CachedResult.Scope"/>).</param>
    IEnumerable<string> ToEvict(IReadOnlyCollection<CachedResult> results, IReadOnlySet<string> wanted);
}
