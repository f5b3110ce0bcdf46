using System.Globalization;

namespace Studio.Engine.Graph;

/// <summary>
/// A graph that a node puts in its own place. Made by <see cref="NodeContext.NewGraph"/>; the ids of its nodes begin with the node's own.
/// Its inputs are not validated, only bound: they may hold any value.
/// </summary>
public sealed class GraphBuilder
{
    /// <summary>Loops name their copies by what they copy: full ids in full ids would grow with the square of the repetitions.</summary>
    private const int LongestLocalId = 40;

    private readonly OrderedDictionary<string, GraphNode> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly string _prefix;
    private int _count;

    internal GraphBuilder(string prefix) => _prefix = prefix;

    /// <summary>Every node, in the order in which they were added.</summary>
    public IReadOnlyCollection<GraphNode> Nodes => _nodes.Values;

    /// <summary>Adds a node.</summary>
    /// <param name="classType">A node of the catalog.</param>
    /// <param name="id">Its id within this graph, a number unless given. A long one is for <see cref="Find"/> only: the node's full id has
    /// a number then.</param>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public GraphNode Node(string classType, string? id = null)
    {
        var local = id is { Length: <= LongestLocalId } ? id : NextNumber();
        var node = new GraphNode(_prefix + local, classType);
        if (!_nodes.TryAdd(id ?? local, node))
            throw new ArgumentException($"The graph already has a node {id}.", nameof(id));
        _taken.Add(local);
        return node;
    }

    /// <summary>The node of that id within this graph; null when there is none.</summary>
    public GraphNode? Find(string id) => _nodes.GetValueOrDefault(id);

    private string NextNumber()
    {
        string number;
        do
            number = (++_count).ToString(CultureInfo.InvariantCulture);
        while (_taken.Contains(number));
        return number;
    }
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

    /// <summary>
    /// Output number <paramref name="slot"/>, from 0: to be an input of another node, or an output of the node that is expanded.
    /// </summary>
    public InputValue.Link Out(int slot) => new(Id, slot);

    /// <summary>
    /// Sets an input: an <see cref="InputValue"/> (a link, or what another node has) as it is, anything else as a value. Null takes the
    /// input away.
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
