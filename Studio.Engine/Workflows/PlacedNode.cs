using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>A node at one of its places: inside a subgraph that is used twice it has two.</summary>
internal sealed class PlacedNode(WorkflowNode node, GraphScope scope, NodeRole role, NodeSchema? schema)
{
    /// <summary>As a prompt names it: "10:3" is node 3 of what node 10 stands for.</summary>
    public string Id { get; } = scope.Host is { } host ? $"{host.Id}:{node.Id}" : node.Id;

    public WorkflowNode Node { get; } = node;

    public GraphScope Scope { get; } = scope;

    public NodeRole Role { get; } = role;

    /// <summary>Null for a class that is not here.</summary>
    public NodeSchema? Schema { get; } = schema;

    /// <summary>What it stands for; null unless it is a host whose nodes take part.</summary>
    public GraphScope? Inside { get; set; }

    public bool IsOff => Node.Mode is NodeMode.Never or NodeMode.Bypass;

    /// <summary>The values of its widgets, as it has them itself.</summary>
    public OrderedDictionary<string, JsonNode?> OwnValues => field ??= WidgetValues.Of(Node, Schema);

    /// <summary>The values of its widgets, those that a host around it decides included.</summary>
    public OrderedDictionary<string, JsonNode?> Values => field ??= ReadValues();

    /// <summary>
    /// The value that a host around it has for one of its widgets: the outermost, where each shows what the one inside shows, by the same
    /// name or with the inner node's id before it.
    /// </summary>
    public bool IsDecidedOutside(string widget, out JsonNode? value)
    {
        value = null;
        var isDecided = false;
        var (node, plain, prefixed) = (this, widget, widget);
        while (node.Scope.Host is { } host)
        {
            var inner = host.Promoted.Inner;
            if ((plain is not null && inner.TryGetValue((node.Node.Id, plain), out var said))
                || inner.TryGetValue((node.Node.Id, prefixed), out said))
                (value, isDecided) = (said, true);
            plain = plain is not null && host.Promoted.ShowsOnly(node.Node.Id, plain) ? plain : null;
            prefixed = $"{node.Node.Id}: {prefixed}";
            node = host;
        }
        return isDecided;
    }

    /// <summary>Of a host: the widgets of its inside that it shows.</summary>
    public PromotedWidgets Promoted => field ??= new PromotedWidgets(this);

    public WorkflowFault Fault(string words) => (Node with { Id = Id }).Fault(words);

    private OrderedDictionary<string, JsonNode?> ReadValues()
    {
        var values = new OrderedDictionary<string, JsonNode?>(OwnValues, StringComparer.Ordinal);
        foreach (var name in OwnValues.Keys)
        {
            if (IsDecidedOutside(name, out var value))
                values[name] = value;
        }
        return values;
    }
}

/// <summary>A graph at one of its places.</summary>
internal sealed class GraphScope(WorkflowGraph graph, PlacedNode? host, SubgraphDefinition? definition)
{
    private Dictionary<string, PlacedNode>? _setters;

    public WorkflowGraph Graph { get; } = graph;

    /// <summary>The node that stands for it; null for the file's own graph.</summary>
    public PlacedNode? Host { get; } = host;

    /// <summary>Null for the file's own graph.</summary>
    public SubgraphDefinition? Definition { get; } = definition;

    public Dictionary<string, PlacedNode> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>The node that gives a link the name, here or around; null when there is none.</summary>
    public PlacedNode? Setter(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Host?.Scope)
        {
            if (scope.Setters.TryGetValue(name, out var setter))
                return setter;
        }
        return null;
    }

    private Dictionary<string, PlacedNode> Setters
    {
        get
        {
            if (_setters is not null)
                return _setters;
            _setters = new(StringComparer.Ordinal);
            foreach (var node in Nodes.Values.Where(node => node.Role == NodeRole.Setter))
                _setters.TryAdd(WorkflowJson.Text(node.Node.WidgetValue(0)) ?? "", node);
            return _setters;
        }
    }
}
