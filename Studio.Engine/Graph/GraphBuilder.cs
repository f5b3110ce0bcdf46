using System.Globalization;

namespace Studio.Engine.Graph;

/// <summary>
/// A graph that a node puts in its own place. Made by <see cref="NodeContext.NewGraph"/>; the ids of its nodes begin with the node's own.
/// Its inputs are not validated, only bound: they may hold any value.
/// </summary>
public sealed class GraphBuilder
{
    private readonly OrderedDictionary<string, GraphNode> _nodes = new(StringComparer.Ordinal);
    private readonly string _prefix;
    private int _count;

    internal GraphBuilder(string prefix) => _prefix = prefix;

    /// <summary>Every node, in the order in which they were added.</summary>
    public IReadOnlyCollection<GraphNode> Nodes => _nodes.Values;

    /// <summary>Adds a node.</summary>
    /// <param name="classType">A node of the catalog.</param>
    /// <param name="id">Its id within this graph; a number unless given.</param>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public GraphNode Node(string classType, string? id = null)
    {
        id ??= (++_count).ToString(CultureInfo.InvariantCulture);
        var node = new GraphNode(_prefix + id, classType);
        if (!_nodes.TryAdd(id, node))
            throw new ArgumentException($"The graph already has a node {id}.", nameof(id));
        return node;
    }

    /// <summary>The node of that id within this graph; null when there is none.</summary>
    public GraphNode? Find(string id) => _nodes.GetValueOrDefault(id);
}

/// <summary>A node of a <see cref="GraphBuilder"/>.</summary>
public sealed class GraphNode
{
    private readonly OrderedDictionary<string, InputValue> _inputs = new(StringComparer.Ordinal);

    internal GraphNode(string id, string classType)
    {
        Id = id;
        ClassType = classType;
    }

    /// <summary>The full id, unique in the run.</summary>
    public string Id { get; }

    public string ClassType { get; }

    /// <summary>As which node clients see this one; null for the node that is expanded.</summary>
    public string? DisplayId { get; set; }

    public IReadOnlyDictionary<string, InputValue> Inputs => _inputs;

    /// <summary>Output number <paramref name="slot"/>, from 0: to be an input of another node, or an output of the node that is expanded.</summary>
    public InputValue.Link Out(int slot) => new(Id, slot);

    /// <summary>
    /// Sets an input: an <see cref="InputValue"/> (a link, or what another node has) as it is, anything else as a value. Null takes the input away.
    /// </summary>
    public GraphNode Set(string input, object? value)
    {
        if (value is null)
            _inputs.Remove(input);
        else
            _inputs[input] = value as InputValue ?? new InputValue.Given(value);
        return this;
    }
}
