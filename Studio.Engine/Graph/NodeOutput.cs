using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// The result of a node whose outputs are not always plain values: a value may be an <see cref="ExecutionBlocker"/>, and a graph may take
/// the node's place. Missing values at the end are null.
/// </summary>
public sealed class NodeOutput
{
    private NodeOutput(IReadOnlyList<object?> values, GraphBuilder? graph)
    {
        Values = values;
        Graph = graph;
    }

    /// <summary>One value per output slot; with a graph, an <see cref="InputValue.Link"/> stands for what that output will give.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>Runs before the node is done; null for none.</summary>
    public GraphBuilder? Graph { get; }

    /// <summary>Something to show, in ComfyUI's ui shape.</summary>
    public JsonObject? Ui { get; init; }

    internal bool BlocksAll { get; private init; }

    /// <summary>One value per slot. The only slot being a list, write <c>Of([list])</c>.</summary>
    public static NodeOutput Of(params IReadOnlyList<object?> values) => new(values, null);

    internal static NodeOutput Plain(IReadOnlyList<object?> values, JsonObject? ui) => new(values, null) { Ui = ui };

    /// <summary>
    /// Puts a graph (<see cref="NodeContext.NewGraph"/>) in the node's place. The node stays running until the outputs among
    /// <paramref name="values"/> that are links, and the output nodes inside, are done.
    /// </summary>
    public static NodeOutput Expand(GraphBuilder graph, params IReadOnlyList<object?> values) => new(values, graph);

    /// <summary>Blocks every output.</summary>
    public static NodeOutput Block(string? message = null) => new([new ExecutionBlocker(message)], null) { BlocksAll = true };
}

/// <summary>
/// A <see cref="NodeOutput"/> whose slots are declared by <typeparamref name="TOutputs"/>, as for <see cref="INode{TOutputs}"/>.
/// </summary>
public sealed class NodeOutput<TOutputs> : ITypedOutput
{
    private readonly object? _plain;
    private readonly NodeOutput? _values;

    private NodeOutput(object? plain, NodeOutput? values)
    {
        _plain = plain;
        _values = values;
    }

    object? ITypedOutput.Plain => _plain;

    NodeOutput? ITypedOutput.Values => _values;

    public static implicit operator NodeOutput<TOutputs>(TOutputs outputs) => new(outputs, null);

    public static implicit operator NodeOutput<TOutputs>(NodeOutput values) => new(null, values);
}

/// <summary>A typed output as the executor sees it: either of the two.</summary>
internal interface ITypedOutput
{
    object? Plain { get; }

    NodeOutput? Values { get; }
}
