namespace Studio.Engine.Graph;

/// <summary>
/// What is still to run, and what may run next. Begins with outputs and pulls in what they need; nodes whose results are at hand are left out.
/// Nodes may be added while others run.
/// </summary>
internal sealed class ExecutionPlan(Prompt prompt, NodeCatalog nodes, Func<string, bool> isAtHand)
{
    private readonly OrderedDictionary<string, PlannedNode> _pending = new(StringComparer.Ordinal);

    public bool IsEmpty => _pending.Count == 0;

    public bool Contains(string nodeId) => _pending.ContainsKey(nodeId);

    /// <summary>Adds a node and, as long as their results are not at hand, all that it needs.</summary>
    public void Add(string nodeId)
    {
        var open = new Stack<string>([nodeId]);
        var links = new List<PromptLink>();
        while (open.TryPop(out var id))
        {
            if (!_pending.TryAdd(id, new PlannedNode(prompt.Nodes[id], nodes.Find(prompt.Nodes[id].ClassType)!)))
                continue;
            foreach (var link in PromptWalk.LinksOf(prompt.Nodes[id], prompt, nodes).Where(link => !isAtHand(link.Source.NodeId)))
            {
                open.Push(link.Source.NodeId);
                links.Add(link);
            }
        }
        foreach (var link in links)
        {
            if (_pending[link.Source.NodeId].Unblocks.Add(_pending[link.Consumer]))
                _pending[link.Consumer].BlockedBy++;
        }
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

    /// <summary>Some node that is still to run; tells where a cycle is when nothing can run any more.</summary>
    public PlannedNode First() => _pending.GetAt(0).Value;
}

/// <summary>A node in the plan.</summary>
internal sealed class PlannedNode(PromptNode node, NodeSchema schema)
{
    public string Id => Node.Id;

    public PromptNode Node { get; } = node;

    public NodeSchema Schema { get; } = schema;

    public NodeRef Ref { get; } = new(node.Id, node.ClassType);

    /// <summary>How many nodes must be done first.</summary>
    public int BlockedBy { get; set; }

    public HashSet<PlannedNode> Unblocks { get; } = [];

    public bool IsTaken { get; set; }
}
