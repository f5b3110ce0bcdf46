namespace Studio.Engine.Graph;

/// <summary>The nodes of a run: those that were sent and those that expansions have added.</summary>
public interface IDynamicPrompt
{
    /// <summary>The node of that id; null when there is none.</summary>
    PromptNode? Find(string nodeId);

    /// <summary>The node that put this one there; null for nodes that were sent.</summary>
    string? ParentOf(string nodeId);

    /// <summary>As which node clients see it.</summary>
    string DisplayIdOf(string nodeId);
}

/// <summary>Grows while a prompt runs. Nodes that wait may read it at any time, so it locks.</summary>
internal sealed class DynamicPrompt(Prompt prompt) : IDynamicPrompt
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Added> _added = new(StringComparer.Ordinal);

    public int AddedCount
    {
        get
        {
            lock (_lock)
                return _added.Count;
        }
    }

    public PromptNode? Find(string nodeId) => prompt.Nodes.GetValueOrDefault(nodeId) ?? AddedNode(nodeId)?.Node;

    public string? ParentOf(string nodeId) => AddedNode(nodeId)?.ParentId;

    public string DisplayIdOf(string nodeId) => AddedNode(nodeId)?.DisplayId ?? nodeId;

    /// <summary>The node that was sent, in whose expansion this one is; null for nodes that were sent.</summary>
    public string? SentAncestorOf(string nodeId) => AddedNode(nodeId)?.RealId;

    /// <summary>The node as events name it.</summary>
    public NodeRef RefOf(PromptNode node) => AddedNode(node.Id) is { } added
        ? new NodeRef(node.Id, node.ClassType, added.DisplayId, added.ParentId, added.RealId)
        : new NodeRef(node.Id, node.ClassType);

    /// <summary>Adds a node that <paramref name="parentId"/> expands into. The same parent may expand again.</summary>
    /// <exception cref="EngineException">The id belongs to another node (BadPrompt).</exception>
    public PromptNode Add(GraphNode built, string parentId)
    {
        var node = new PromptNode(built.Id, built.ClassType,
            new OrderedDictionary<string, InputValue>(built.Inputs, StringComparer.Ordinal), null);
        lock (_lock)
        {
            if (prompt.Nodes.ContainsKey(built.Id) || (_added.TryGetValue(built.Id, out var other) && other.ParentId != parentId))
                throw new EngineException(EngineError.BadPrompt,
                    $"Node {parentId} expands into a node {built.Id}, which there is already.");
            var display = built.DisplayId ?? parentId;
            _added[built.Id] = new Added(
                node, parentId, _added.GetValueOrDefault(display)?.DisplayId ?? display,
                _added.GetValueOrDefault(parentId)?.RealId ?? parentId);
        }
        return node;
    }

    private Added? AddedNode(string nodeId)
    {
        lock (_lock)
            return _added.GetValueOrDefault(nodeId);
    }

    private sealed record Added(PromptNode Node, string ParentId, string DisplayId, string RealId);
}
