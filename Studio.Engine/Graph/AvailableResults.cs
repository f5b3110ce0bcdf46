using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>
/// The results that one run can use, from the cache or just computed. It holds them itself, so that the cache may drop anything at any
/// time, and releases each once nobody in the prompt needs it any more.
/// </summary>
internal sealed class AvailableResults(GraphTools tools, DynamicPrompt prompt, CacheKeys keys, IImageStore store)
{
    private readonly Dictionary<string, NodeResult> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _consumers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mayExpand = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Ids => [.. _results.Keys];

    public bool Has(string nodeId) => _results.ContainsKey(nodeId);

    public NodeResult Of(string nodeId) => _results[nodeId];

    /// <summary>The values that a link brings.</summary>
    /// <exception cref="EngineException">It leads nowhere (BadPrompt). Validation finds this first, except in expansions.</exception>
    public IReadOnlyList<object?> ValuesOf(InputValue.Link link)
    {
        if (!_results.TryGetValue(link.NodeId, out var result))
            throw new EngineException(EngineError.BadPrompt, $"There is no node {link.NodeId}, to which a link leads.");
        return link.Slot >= 0 && link.Slot < result.Slots.Count
            ? result.Slots[link.Slot]
            : throw new EngineException(EngineError.BadPrompt, $"Node {link.NodeId} has no output {link.Slot}, to which a link leads.");
    }

    /// <summary>
    /// What a node gets: the values of its links, the links themselves, its literals; null for lazy inputs that it has not asked for.
    /// </summary>
    /// <exception cref="EngineException">A link leads nowhere (BadPrompt).</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<object?>> InputsOf(PlannedNode node)
    {
        var values = new Dictionary<string, IReadOnlyList<object?>>(StringComparer.Ordinal);
        foreach (var name in node.Schema.InputsOf(node.Node))
        {
            values[name] = node.Node.Inputs[name] switch
            {
                InputValue.Link when node.IsLazy(name) => [null],
                InputValue.Link link when node.Schema.InputsByName.GetValueOrDefault(name) is { IsRawLink: true } => [link],
                InputValue.Link link => ValuesOf(link),
                var value => [PlainValues.Of(value)],
            };
        }
        return values;
    }

    /// <summary>Tells of nodes that may run, before they do: what they link to is kept for them.</summary>
    public void Expect(IEnumerable<PromptNode> nodes)
    {
        foreach (var node in nodes)
        {
            _done.Remove(node.Id);
            if (tools.Nodes.Find(node.ClassType) is { MayExpand: true })
                _mayExpand.Add(node.Id);
            foreach (var link in PromptWalk.LinksOf(node, prompt, tools.Nodes))
                Expect(link.Source.NodeId, node.Id);
        }
    }

    /// <summary>Tells that <paramref name="consumer"/> will take a result of <paramref name="producer"/>.</summary>
    public void Expect(string producer, string consumer)
    {
        if (!_consumers.TryGetValue(producer, out var consumers))
            _consumers[producer] = consumers = new HashSet<string>(StringComparer.Ordinal);
        consumers.Add(consumer);
    }

    public void Add(string nodeId, NodeResult result) => _results[nodeId] = result;

    public void Remove(string nodeId) => _results.Remove(nodeId);

    /// <summary>Takes a node's result from the cache if it is there and its files still are.</summary>
    public bool TakeFromCache(string nodeId)
    {
        if (keys[nodeId] is not { } key || tools.Cache.Find(key) is not { } result)
            return false;
        if (!result.AllUi.All(ui => tools.Files.AllExist(ui, store)))
        {
            tools.Cache.Remove(key);
            return false;
        }
        _results[nodeId] = result;
        return true;
    }

    /// <summary>
    /// Drops the results that only finished nodes needed, except of nodes that are still to be shown. An expansion may link to anything
    /// that was sent, so as long as there may be one those stay.
    /// </summary>
    public void ReleaseInputsOf(PromptNode node, Func<string, bool> isPlanned)
    {
        _done.Add(node.Id);
        var wasLast = _mayExpand.Remove(node.Id) && _mayExpand.Count == 0;
        var candidates = wasLast ? Ids : PromptWalk.LinksOf(node, prompt, tools.Nodes).Select(link => link.Source.NodeId);
        foreach (var id in candidates)
        {
            if (!isPlanned(id) && (_mayExpand.Count == 0 || prompt.ParentOf(id) is not null)
                && _consumers.GetValueOrDefault(id) is { } consumers && consumers.IsSubsetOf(_done))
                _results.Remove(id);
        }
    }
}
