namespace Studio.Engine.Graph;

/// <summary>Results of earlier runs by key (<see cref="CacheKeys"/>). What stays is decided by an <see cref="ICachePolicy"/>.</summary>
public sealed class OutputCache(ICachePolicy policy, Func<object?, long> sizeOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CachedResult> _results = [];
    private HashSet<string> _wanted = [];
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

    /// <summary>Says which keys the prompt has that runs now, and which scopes.</summary>
    public void BeginPrompt(IEnumerable<string> keys)
    {
        lock (_lock)
        {
            _wanted = [.. keys];
            foreach (var result in _results.Values)
                result.Age++;
            Evict();
        }
    }

    /// <summary>Adds keys of the prompt that runs now: it has grown.</summary>
    public void Want(IEnumerable<string> keys)
    {
        lock (_lock)
            _wanted.UnionWith(keys);
    }

    /// <summary>The prompt is done: what those scopes held from earlier prompts alone is not wanted any more.</summary>
    public void EndPrompt(IReadOnlySet<string> renewedScopes)
    {
        lock (_lock)
        {
            _wanted.ExceptWith(renewedScopes);
            if (renewedScopes.Count > 0)
                Evict();
        }
    }

    /// <summary>Evicts results of about that many bytes, the old and large ones first, because memory is needed elsewhere.</summary>
    public void Trim(long bytes)
    {
        lock (_lock)
            Remove(MemoryCache.LeastValuable(_results.Values, bytes).Select(result => result.Key));
    }

    public NodeResult? Find(string? key)
    {
        lock (_lock)
        {
            if (key is null || !_results.TryGetValue(key, out var found))
                return null;
            found.LastUse = ++_clock;
            found.Age = 0;
            return found.Result;
        }
    }

    /// <param name="scope">Keeps the result with others, see <see cref="CachedResult.Scope"/>.</param>
    public void Store(string? key, NodeResult result, string? scope = null)
    {
        if (key is null)
            return;
        lock (_lock)
        {
            var bytes = result.Slots.Sum(values => values.Sum(sizeOf));
            _results[key] = new CachedResult(key, result, bytes) { Scope = scope, LastUse = ++_clock };
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

    private void Evict() => Remove(policy.ToEvict(_results.Values, _wanted));

    private void Remove(IEnumerable<string> keys)
    {
        foreach (var key in keys.ToList())
            _results.Remove(key);
    }
}
