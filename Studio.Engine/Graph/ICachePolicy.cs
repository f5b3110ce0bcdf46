namespace Studio.Engine.Graph;

/// <summary>Which results are no longer worth their memory. Asked at the start of each prompt and after each new result.</summary>
public interface ICachePolicy
{
    /// <summary>The keys to forget.</summary>
    /// <param name="wanted">The keys of the prompt that runs now, and its scopes (<see cref="CachedResult.Scope"/>).</param>
    IEnumerable<string> Superfluous(IReadOnlyCollection<CachedResult> results, IReadOnlySet<string> wanted);
}
