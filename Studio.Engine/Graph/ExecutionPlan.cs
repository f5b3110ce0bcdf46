namespace Studio.Engine.Graph;

/// <summary>
/// What is still to run, and what may run next. Begins with outputs and pulls in what they need; nodes whose results are available are left
/// out, and so is what only lazy inputs lead to, until it is asked for. Grows while it is worked off.
/// </summary>
internal sealed class ExecutionPlan(DynamicPrompt prompt, NodeCatalog nodes, Func<string, bool> isAvailable)
{
    private readonly OrderedDictionary<string, PlannedNode> _pending = new(StringComparer.Ordinal);

    public bool IsEmpty => _pending.Count == 0;

    public bool Contains(string nodeId) => _pending.ContainsKey(nodeId);

    /// <summary>Adds a node and, as long as their results are not available, all that it needs.</summary>
    public void Add(string nodeId)
    {
        var open = new Stack<string>([nodeId]);
        var links = new List<(string Producer, string Consumer)>();
        while (open.TryPop(out var id))
        {
            if (_pending.ContainsKey(id))
                continue;
            var node = new PlannedNode(prompt.Find(id)!, nodes, prompt);
            _pending.Add(id, node);
            foreach (var link in PromptWalk.LinksOf(node.Node, prompt, nodes)
                .Where(link => !node.IsLazy(link.Input) && !isAvailable(link.Source.NodeId)))
            {
                open.Push(link.Source.NodeId);
                links.Add((link.Source.NodeId, id));
            }
        }
        foreach (var (producer, consumer) in links)
            Block(_pending[consumer], producer);
    }

    /// <summary>Puts a node back until those others are done as well.</summary>
    public void PutBack(PlannedNode node, IEnumerable<string> until)
    {
        foreach (var producer in until.Where(producer => !isAvailable(producer)))
        {
            Add(producer);
            Block(node, producer);
        }
        node.IsTaken = false;
    }

    /// <summary>
    /// The node to run next: an output or a node that waits, else one that an output is waiting for, else one two steps before an
    /// output, else the first. So pictures come early. Null when everything left is running or blocked.
    /// </summary>
    public PlannedNode? TakeNext()
    {
        var ready = _pending.Values.Where(node => node is { IsTaken: false, BlockedBy: 0 }).ToList();
        var next = ready.Find(node => node.Schema.IsOutput || node.Schema.IsAsync)
            ?? ready.Find(node => node.Unblocks.Any(consumer => consumer.Schema.IsOutput))
            ?? ready.Find(node => node.Unblocks.Any(consumer => consumer.Unblocks.Any(second => second.Schema.IsOutput)))
            ?? ready.FirstOrDefault();
        if (next is not null)
            next.IsTaken = true;
        return next;
    }

    public void Complete(PlannedNode node)
    {
        _pending.Remove(node.Id);
        foreach (var consumer in node.Unblocks)
            consumer.BlockedBy--;
    }

    /// <summary>Nodes that wait for each other, when nothing can run any more although nodes are left.</summary>
    public IReadOnlyList<PlannedNode> Cycle()
    {
        var waitsFor = new Dictionary<PlannedNode, PlannedNode>();
        foreach (var node in _pending.Values)
        {
            foreach (var consumer in node.Unblocks)
                waitsFor.TryAdd(consumer, node);
        }
        var path = new List<PlannedNode> { _pending.GetAt(0).Value };
        while (waitsFor.GetValueOrDefault(path[^1]) is { } next)
        {
            if (path.IndexOf(next) is var start and >= 0)
                return path[start..];
            path.Add(next);
        }
        return path;
    }

    private void Block(PlannedNode consumer, string producer)
    {
        if (_pending[producer].Unblocks.Add(consumer))
            consumer.BlockedBy++;
    }
}

/// <summary>A node in the plan.</summary>
internal sealed class PlannedNode(PromptNode node, NodeCatalog nodes, DynamicPrompt prompt)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string Id => Node.Id;

    public PromptNode Node { get; } = node;

    public NodeSchema Schema { get; } = nodes.Find(node.ClassType)!;

    public NodeRef Ref { get; } = prompt.RefOf(node);

    /// <summary>How many nodes must be done first.</summary>
    public int BlockedBy { get; set; }

    public HashSet<PlannedNode> Unblocks { get; } = [];

    public bool IsTaken { get; set; }

    /// <summary>What it has warned of in this run; null until it runs.</summary>
    public NodeWarnings? Warnings { get; set; }

    /// <summary>What the node gave in its place, while that runs; null for nearly all nodes.</summary>
    public IReadOnlyList<NodeOutput>? Expanded { get; set; }

    /// <summary>Whether a linked input is still left alone, because the node has not asked for it.</summary>
    public bool IsLazy(string input) => Schema.InputsByName.GetValueOrDefault(input) is { IsLazy: true } && !_asked.Contains(input);

    /// <summary>Notes what the node asks for and returns the links that this adds.</summary>
    public IReadOnlyList<InputValue.Link> Ask(IReadOnlySet<string> inputs)
    {
        var links = inputs.Where(IsLazy).Select(input => (Input: input, Link: Node.Inputs.GetValueOrDefault(input) as InputValue.Link))
            .Where(asked => asked.Link is not null).ToList();
        _asked.UnionWith(links.Select(asked => asked.Input));
        return [.. links.Select(asked => asked.Link!)];
    }
}
