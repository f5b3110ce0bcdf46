namespace Studio.Engine.Graph;

/// <summary>Results of earlier runs by key (<see cref="CacheKeys"/>). What stays is decided by an <see cref="ICachePolicy"/>.</summary>
public sealed class OutputCache(ICachePolicy policy, Func<object?, long> sizeOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CachedResult> _results = [];
    private IReadOnlySet<string> _wanted = new HashSet<string>();
    private long _clock;

    /// <summary>The bytes held, as far as values tell their size.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _results.Values.Sum(result => result.Bytes);
        }
    }

    /// <summary>Says which keys the prompt has that runs now.</summary>
    public void BeginPrompt(IReadOnlySet<string> keys)
    {
        lock (_lock)
        {
            _wanted = keys;
            Evict();
        }
    }

    /// <summary>Adds keys of the prompt that runs now: it has grown.</summary>
    public void Want(IReadOnlySet<string> keys)
    {
        lock (_lock)
            _wanted = keys;
    }

    public NodeResult? Find(string? key)
    {
        lock (_lock)
        {
            if (key is null || !_results.TryGetValue(key, out var found))
                return null;
            found.LastUse = ++_clock;
            return found.Result;
        }
    }

    public void Store(string? key, NodeResult result)
    {
        if (key is null)
            return;
        lock (_lock)
        {
            var bytes = result.Slots.Sum(values => values.Sum(sizeOf));
            _results[key] = new CachedResult(key, result, bytes) { LastUse = ++_clock };
            Evict();
        }
    }

    public void Remove(string key)
    {
        lock (_lock)
            _results.Remove(key);
    }

    public void Clear()
    {
        lock (_lock)
            _results.Clear();
    }

    private void Evict()
    {
        foreach (var key in policy.Superfluous([.. _results.Values], _wanted))
            _results.Remove(key);
    }
}

/// <summary>One remembered result.</summary>
public sealed class CachedResult(string key, NodeResult result, long bytes)
{
    public string Key { get; } = key;

    public NodeResult Result { get; } = result;

    public long Bytes { get; } = bytes;

    /// <summary>Grows with each use; the smallest is the longest unused.</summary>
    public long LastUse { get; internal set; }
}
