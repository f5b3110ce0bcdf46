namespace Studio.Engine.Graph;

/// <summary>One remembered result.</summary>
public sealed class CachedResult(string key, NodeResult result, long bytes)
{
    public string Key { get; } = key;

    public NodeResult Result { get; } = result;

    public long Bytes { get; } = bytes;

    /// <summary>
    /// For a result inside an expansion: it is wanted as long as this is, because the node may expand again after a change. Null for
    /// others.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>Grows with each use; the smallest is the longest unused.</summary>
    public long LastUse { get; internal set; }

    /// <summary>How many prompts have begun since one used it.</summary>
    public long Age { get; internal set; }
}
