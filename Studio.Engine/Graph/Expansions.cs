namespace Studio.Engine.Graph;

/// <summary>Puts the graphs that nodes return into the plan of a run.</summary>
internal sealed class Expansions(GraphTools tools, DynamicPrompt prompt, CacheKeys keys, ExecutionPlan plan, AvailableResults results)
{
    /// <summary>More added nodes than any real loop has: one that never ends must not fill the memory.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>Ids grow with each repetition of a loop.</summary>
    private const int MaxIdLength = 16_384;

    private readonly HashSet<string> _scopes = [];

    /// <summary>Whose expansions have been run anew: what earlier ones left there is out of date.</summary>
    public IReadOnlySet<string> Scopes => _scopes;

    /// <summary>Adds what a node's calls gave, and puts the node back until its outputs and the output nodes inside are done.</summary>
    /// <exception cref="EngineException">A graph cannot run (BadPrompt).</exception>
    public async Task BeginAsync(PlannedNode node, IReadOnlyList<NodeOutput> outputs, CancellationToken cancellationToken)
    {
        var added = new List<PromptNode>();
        foreach (var built in outputs.SelectMany(output => output.Graph?.Nodes ?? []))
            added.Add(Add(built, node));
        var keyed = await keys.AddAsync([.. added.Select(inner => inner.Id)], cancellationToken);
        tools.Cache.Want(keyed.Select(id => keys[id]).OfType<string>());
        results.Expect(added);
        if (keys.ScopeOf(node.Id) is null)
            _scopes.Add(CacheKeys.ScopeUnder(node.Node));
        var awaited = new List<string>();
        foreach (var link in outputs.Where(output => output.Graph is not null).SelectMany(output => output.Values)
            .OfType<InputValue.Link>())
        {
            if (prompt.Find(link.NodeId) is null)
                throw new EngineException(EngineError.BadPrompt,
                    $"An output of the expanded graph leads to node {link.NodeId}, which there is not.");
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
            throw new EngineException(EngineError.BadPrompt,
                $"The prompt expands into more than {MaxNodes} nodes or too deeply. Does a loop never end?");
        results.Remove(built.Id);
        return prompt.Add(built, node.Id);
    }
}
