namespace Studio.Engine.Graph;

/// <summary>
/// The results that one run can use, from the cache or just computed. It holds them itself, so that the cache may drop anything at any
/// time, and lets go of each once nobody in the prompt needs it any more.
/// </summary>
internal sealed class ResultsAtHand(GraphTools tools, Prompt prompt, CacheKeys keys)
{
    private readonly Dictionary<string, NodeResult> _results = [];
    private readonly HashSet<string> _done = [];

    private readonly Lazy<ILookup<string, string>> _consumers = new(() => prompt.Nodes.Values
        .SelectMany(node => PromptWalk.LinksOf(node, prompt, tools.Nodes))
        .ToLookup(link => link.Source.NodeId, link => link.Consumer));

    public IReadOnlyList<string> Ids => [.. _results.Keys];

    public bool Has(string nodeId) => _results.ContainsKey(nodeId);

    public NodeResult Of(string nodeId) => _results[nodeId];

    public void Add(string nodeId, NodeResult result) => _results[nodeId] = result;

    /// <summary>Takes a node's result from the cache if it is there and its files still are.</summary>
    public bool TakeFromCache(string nodeId)
    {
        if (keys[nodeId] is not { } key || tools.Cache.Find(key) is not { } result)
            return false;
        if (result.Ui is { } ui && !tools.Files.AllExist(ui))
        {
            tools.Cache.Remove(key);
            return false;
        }
        _results[nodeId] = result;
        return true;
    }

    /// <summary>Drops the results that only finished nodes needed, except of nodes that are still to be shown.</summary>
    public void ReleaseInputsOf(string nodeId, Func<string, bool> isPlanned)
    {
        _done.Add(nodeId);
        foreach (var link in PromptWalk.LinksOf(prompt.Nodes[nodeId], prompt, tools.Nodes))
        {
            if (!isPlanned(link.Source.NodeId) && Consumers(link.Source.NodeId).All(_done.Contains))
                _results.Remove(link.Source.NodeId);
        }
    }

    private IEnumerable<string> Consumers(string nodeId) => _consumers.Value[nodeId];
}
