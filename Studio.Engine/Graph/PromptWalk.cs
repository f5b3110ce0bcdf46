namespace Studio.Engine.Graph;

/// <summary>
/// The nodes that some outputs need, found depth first without recursion, so that no prompt can exhaust the stack.
/// Links that lead nowhere are passed over, and so are inputs that a node does not declare, unless it takes them
/// (<see cref="MoreInputsAttribute"/>).
/// </summary>
internal sealed class PromptWalk
{
    private readonly IDynamicPrompt _prompt;
    private readonly NodeCatalog _nodes;
    private readonly Func<string, bool> _isKnown;
    private readonly List<string> _order = [];
    private readonly List<IReadOnlyList<string>> _cycles = [];
    private readonly Dictionary<string, Reached> _reached = [];

    private PromptWalk(IDynamicPrompt prompt, NodeCatalog nodes, Func<string, bool> isKnown)
    {
        _isKnown = isKnown;
        _prompt = prompt;
        _nodes = nodes;
    }

    /// <summary>The nodes needed, every node after those that it needs (as far as cycles allow).</summary>
    public IReadOnlyList<string> Order => _order;

    /// <summary>Each cycle once, in the direction from consumer to producer, the first node not repeated.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles => _cycles;

    public static PromptWalk From(Prompt prompt, NodeCatalog nodes, IEnumerable<string> outputs) =>
        From(new DynamicPrompt(prompt), nodes, outputs);

    /// <param name="isKnown">Nodes that are not entered: they and what they need are left out.</param>
    public static PromptWalk From(IDynamicPrompt prompt, NodeCatalog nodes, IEnumerable<string> outputs, Func<string, bool>? isKnown = null)
    {
        var walk = new PromptWalk(prompt, nodes, isKnown ?? (_ => false));
        foreach (var output in outputs)
            walk.Visit(output);
        return walk;
    }

    /// <summary>The first link through which a node was reached; null for the outputs the walk began with.</summary>
    public PromptLink? FirstConsumer(string nodeId) => _reached[nodeId].By;

    /// <summary>A node's links to nodes that exist, by the inputs that it takes, in the order of the prompt.</summary>
    public static IEnumerable<PromptLink> LinksOf(PromptNode node, IDynamicPrompt prompt, NodeCatalog nodes)
    {
        if (nodes.Find(node.ClassType) is not { } schema)
            yield break;
        foreach (var (name, value) in node.Inputs)
        {
            if (value is InputValue.Link link && schema.TakesLink(name) && prompt.Find(link.NodeId) is not null)
                yield return new PromptLink(node.Id, name, link);
        }
    }

    private void Visit(string output)
    {
        if (!TryEnter(output, null))
            return;
        var path = new List<string> { output };
        var open = new Stack<IEnumerator<PromptLink>>([LinksFrom(output)]);
        while (open.TryPeek(out var links))
        {
            if (!links.MoveNext())
            {
                open.Pop();
                _reached[path[^1]].IsOpen = false;
                _order.Add(path[^1]);
                path.RemoveAt(path.Count - 1);
                continue;
            }
            var producer = links.Current.Source.NodeId;
            if (TryEnter(producer, links.Current))
            {
                path.Add(producer);
                open.Push(LinksFrom(producer));
            }
            else if (_reached.GetValueOrDefault(producer) is { IsOpen: true })
            {
                _cycles.Add(path[path.LastIndexOf(producer)..]);
            }
        }
    }

    private bool TryEnter(string nodeId, PromptLink? by) =>
        !_isKnown(nodeId) && _reached.TryAdd(nodeId, new Reached { By = by, IsOpen = true });

    private IEnumerator<PromptLink> LinksFrom(string nodeId) => LinksOf(_prompt.Find(nodeId)!, _prompt, _nodes).GetEnumerator();

    private sealed class Reached
    {
        public PromptLink? By { get; init; }

        public bool IsOpen { get; set; }
    }
}

/// <summary>Input <paramref name="Input"/> of node <paramref name="Consumer"/> takes its value from <paramref name="Source"/>.</summary>
internal sealed record PromptLink(string Consumer, string Input, InputValue.Link Source);
