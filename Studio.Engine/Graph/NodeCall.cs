namespace Studio.Engine.Graph;

/// <summary>
/// Runs one node on its gathered inputs. Inputs are lists: when one has several values the node runs once for each, shorter lists
/// repeating their last value; nodes that take lists run once.
/// </summary>
internal sealed class NodeCall(PlannedNode node, IReadOnlyDictionary<string, IReadOnlyList<object?>> inputs, NodeBinder binder)
{
    public PlannedNode Node { get; } = node;

    public IReadOnlyDictionary<string, IReadOnlyList<object?>> Inputs { get; } = inputs;

    /// <summary>The node's result. Nodes that wait make all their calls at once.</summary>
    public async Task<NodeResult> RunAsync(NodeContext context)
    {
        var calls = new List<Task<object>>();
        foreach (var arguments in Arguments())
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var call = Node.Schema.OutputRecord.Invocation.RunAsync(binder.Bind(Node.Schema, arguments), context);
            calls.Add(call);
            if (call.IsFaulted)
                break;
        }
        return NodeResult.Join(Node.Schema, await Task.WhenAll(calls));
    }

    private IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<object?>>> Arguments()
    {
        if (Node.Schema.IsInputList || Inputs.Count == 0)
        {
            yield return Inputs;
            yield break;
        }
        var count = Inputs.Values.Max(values => values.Count);
        if (Inputs.FirstOrDefault(pair => pair.Value.Count == 0).Key is { } empty)
            throw new EngineException(EngineError.BadPrompt, $"The input {empty} got an empty list, so there is nothing to work on.");
        for (var i = 0; i < count; i++)
            yield return Inputs.ToDictionary(pair => pair.Key, IReadOnlyList<object?> (pair) => [pair.Value[Math.Min(i, pair.Value.Count - 1)]]);
    }
}
