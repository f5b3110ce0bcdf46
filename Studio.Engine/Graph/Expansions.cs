namespace Studio.Engine.Graph;

/// <summary>Puts the graphs that nodes return into the plan of a run.</summary>
internal sealed class Expansions(GraphTools tools, DynamicPrompt prompt, CacheKeys keys, ExecutionPlan plan, ResultsAtHand results)
{
    /// <summary>More added nodes than any real loop has: one that never ends must not fill the memory.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>Ids grow with each repetition of a loop.</summary>
    private const int MaxIdLength = 16_384;

    /// <summary>Adds what a node's calls gave, and puts the node back until its outputs and the output nodes inside are done.</summary>
    /// <exception cref="EngineException">A graph cannot run (BadPrompt).</exception>
    public async Task BeginAsync(PlannedNode node, IReadOnlyList<NodeOutput> outputs, CancellationToken cancellationToken)
    {
        var added = new List<PromptNode>();
        foreach (var built in outputs.SelectMany(output => output.Graph?.Nodes ?? []))
            added.Add(Add(built, node));
        await keys.AddAsync(OrderOf(added), cancellationToken);
        tools.Cache.Want(keys.All);
        results.Expect(added);
        var awaited = new List<string>();
        foreach (var link in outputs.Where(output => output.Graph is not null).SelectMany(output => output.Values).OfType<InputValue.Link>())
        {
            if (prompt.Find(link.NodeId) is null)
                throw new EngineException(EngineError.BadPrompt, $"An output of the expanded graph leads to node {link.NodeId}, which there is not.");
            results.Expect(link.NodeId, node.Id);
            awaited.Add(link.NodeId);
        }
        awaited.AddRange(added.Where(inner => tools.Nodes.Find(inner.ClassType)!.IsOutput).Select(inner => inner.Id));
        node.Expanded = outputs;
        plan.PutBack(node, awaited);
    }

    private PromptNode Add(GraphNode built, PlannedNode node)
    {
        if (tools.Nodes.Find(built.ClassType) is null)
            throw new EngineException(EngineError.BadPrompt, $"The node expands into a {built.ClassType}, which there is not.");
        if (prompt.AddedCount >= MaxNodes || built.Id.Length > MaxIdLength)
            throw new EngineException(EngineError.BadPrompt, $"The prompt expands into more than {MaxNodes} nodes or too deeply. Does a loop never end?");
        results.Forget(built.Id);
        return prompt.Add(built, node.Id);
    }

    /// <summary>The new nodes, each after those it needs; the others have their keys.</summary>
    private IEnumerable<string> OrderOf(List<PromptNode> added)
    {
        var ids = added.Select(node => node.Id).ToList();
        var isNew = ids.ToHashSet(StringComparer.Ordinal);
        return PromptWalk.From(prompt, tools.Nodes, ids).Order.Where(id => isNew.Contains(id) || keys[id] is null);
    }
}
