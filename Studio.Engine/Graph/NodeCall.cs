namespace Studio.Engine.Graph;

/// <summary>
/// Runs one node on its gathered inputs. Inputs are lists: when one has several values the node runs once for each, shorter lists
/// repeating their last value; nodes that take lists run once. A call that gets an <see cref="ExecutionBlocker"/> is left out.
/// </summary>
internal sealed class NodeCall(PlannedNode node, IReadOnlyDictionary<string, IReadOnlyList<object?>> inputs, NodeBinder binder)
{
    public PlannedNode Node { get; } = node;

    public IReadOnlyDictionary<string, IReadOnlyList<object?>> Inputs { get; } = inputs;

    /// <summary>The node's outputs, one per call. Nodes that wait make all their calls at once.</summary>
    /// <param name="contextOf">The context of a call by its number.</param>
    /// <param name="blocked">Told for each call that is left out.</param>
    public async Task<IReadOnlyList<NodeOutput>> RunAsync(Func<int, NodeContext> contextOf, Action<ExecutionBlocker> blocked)
    {
        var calls = new List<Task<NodeOutput>>();
        foreach (var arguments in Arguments())
        {
            if (BlockerIn(arguments) is { } blocker)
            {
                blocked(blocker);
                calls.Add(Task.FromResult(NodeOutput.Block()));
                continue;
            }
            var context = contextOf(calls.Count);
            context.CancellationToken.ThrowIfCancellationRequested();
            var call = Node.Schema.OutputRecord.RunAsync(binder.Bind(Node.Schema, arguments, context.Warn), context);
            calls.Add(call);
            if (call.IsFaulted)
                break;
        }
        return await Task.WhenAll(calls);
    }

    /// <summary>The lazy inputs that the node asks for, with what it has; none for nodes that do not ask.</summary>
    public async Task<IReadOnlySet<string>> NeededInputsAsync(CancellationToken cancellationToken)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var arguments in Arguments().Where(arguments => BlockerIn(arguments) is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (binder.Bind(Node.Schema, arguments))
            {
                case ILazyInputsAsync waits:
                    needed.UnionWith(await waits.NeededInputsAsync(cancellationToken));
                    break;
                case ILazyInputs asks:
                    needed.UnionWith(asks.NeededInputs());
                    break;
            }
        }
        return needed;
    }

    private static ExecutionBlocker? BlockerIn(IReadOnlyDictionary<string, IReadOnlyList<object?>> arguments) =>
        arguments.Values.SelectMany(values => values).OfType<ExecutionBlocker>().FirstOrDefault();

    private IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<object?>>> Arguments()
    {
        var count = Inputs.Count == 0 ? 0 : Inputs.Values.Max(values => values.Count);
        if (Node.Schema.IsInputList || Inputs.Count == 0)
        {
            yield return Inputs;
            yield break;
        }
        // Nothing but empty lists is one call without arguments, if the node can do with none.
        if (count == 0 && !Node.Schema.Inputs.Any(input => input.IsRequired))
        {
            yield return new Dictionary<string, IReadOnlyList<object?>>();
            yield break;
        }
        if (Inputs.FirstOrDefault(pair => pair.Value.Count == 0).Key is { } empty)
            throw new EngineException(EngineError.BadPrompt, $"The input {empty} got an empty list, so there is nothing to work on.");
        for (var i = 0; i < count; i++)
            yield return Inputs.ToDictionary(pair => pair.Key,
                IReadOnlyList<object?> (pair) => [pair.Value[Math.Min(i, pair.Value.Count - 1)]]);
    }
}
