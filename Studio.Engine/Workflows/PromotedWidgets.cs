using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows;

/// <summary>
/// The widgets that a subgraph's node shows for its inside. Editors have kept their values in three ways: by the list
/// properties.proxyWidgets of [inner node, widget], where -1 means an input of the subgraph itself; by the inputs that lead to widgets, in
/// their order; or, for a while, in the inner nodes alone.
/// </summary>
internal sealed class PromotedWidgets
{
    private readonly Dictionary<string, JsonNode?> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _shown = new(StringComparer.Ordinal);
    private readonly PlacedNode _host;
    private readonly GraphScope? _inside;

    public PromotedWidgets(PlacedNode host)
    {
        (_host, _inside) = (host, host.Inside);
        if (_inside?.Definition is not { } definition)
            return;
        if (definition.HostWidgets is { } places)
            AddPlaces(places);
        else if (host.Node.Properties?["proxyWidgets"] is JsonArray { Count: > 0 } proxies)
            AddProxies(proxies, definition);
        else
            AddInputs(definition);
    }

    /// <summary>Values for widgets inside that no input of the subgraph leads to.</summary>
    public Dictionary<(string Node, string Widget), JsonNode?> Inner { get; } = [];

    /// <summary>
    /// The value for an input to which nothing is linked: what a host around decides, else its own, else that of the first widget inside.
    /// Null when it leads to no widget.
    /// </summary>
    public JsonNode? ValueOf(string input)
    {
        if (_host.IsDecidedOutside(input, out var outside))
            return outside;
        if (_inputs.TryGetValue(input, out var own))
            return own;
        return _inputs[input] = Targets(input)
            .Select(target => target.Node.Inside is null
                ? target.Node.Values.GetValueOrDefault(target.Input.Widget ?? target.Input.Name)
                : target.Node.Promoted.ValueOf(target.Input.Name))
            .FirstOrDefault(value => value is not null);
    }

    /// <summary>Whether, of all widgets of that name that it shows, there is but one, of that node.</summary>
    public bool ShowsOnly(string node, string widget) => _shown.GetValueOrDefault(widget) == node;

    private void AddPlaces(IReadOnlyList<(string Node, string Widget)?> places)
    {
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i] is { } place && _host.Node.WidgetValue(i) is { } value)
                Inner[place] = value;
        }
    }

    private void AddProxies(JsonArray proxies, SubgraphDefinition definition)
    {
        var leads = new Dictionary<(string Node, string Widget), string>();
        foreach (var input in definition.Inputs)
        {
            foreach (var (node, target) in definition.TargetsOf(input.Name))
                leads.TryAdd((node, target.Widget ?? target.Name), input.Name);
        }
        for (var i = 0; i < Math.Min(proxies.Count, WorkflowReader.MaxSlots); i++)
        {
            if (proxies[i] is not JsonArray { Count: >= 2 } proxy || WorkflowJson.Id(proxy[0]) is not { } node
                || WorkflowJson.Text(proxy[1]) is not { } shown)
                continue;
            var widget = WithoutIds(shown);
            _shown[widget] = _shown.TryAdd(widget, node) ? node : null;
            if (_host.Node.WidgetValue(i) is not { } value)
                continue;
            if (node == "-1")
                _inputs[shown] = value;
            else if (leads.TryGetValue((node, widget), out var input))
                _inputs[input] = value;
            else
                Inner[(node, widget)] = Inner[(node, shown)] = value;
        }
    }

    /// <summary>Older editors put the ids of the nodes inside before a widget's name: "6: 3: text".</summary>
    private static string WithoutIds(string shown)
    {
        var at = 0;
        for (var i = 0; i + 1 < shown.Length && (char.IsAsciiDigit(shown[i]) || (shown[i] is ':' or ' ' && i > 0)); i++)
        {
            if (shown[i] == ':' && shown[i + 1] == ' ')
                at = i + 2;
        }
        return shown[at..];
    }

    /// <summary>One value for each input that leads to a widget, with the control behind it in some files.</summary>
    private void AddInputs(SubgraphDefinition definition)
    {
        var promoted = definition.Inputs.Where(input => LeadsToWidget(input.Name)).Select(input => input.Name).ToList();
        var values = _host.Node.WidgetValues as JsonArray ?? [];
        var hasControls = values.Count > promoted.Count;
        var next = 0;
        foreach (var input in promoted)
        {
            if ((_host.Node.WidgetValuesByName?[input] ?? _host.Node.WidgetValue(next)) is { } value)
                _inputs[input] = value;
            next += hasControls && HasControl(input) ? 2 : 1;
        }
    }

    private bool LeadsToWidget(string input) => Targets(input).Any(target => target.Node.Inside is null
        ? target.Node.OwnValues.ContainsKey(target.Input.Widget ?? target.Input.Name)
        : target.Node.Promoted.LeadsToWidget(target.Input.Name));

    private bool HasControl(string input) => Targets(input).Any(target => target.Node.Inside is not null
        ? target.Node.Promoted.HasControl(target.Input.Name)
        : target.Node.Schema is { } schema && WidgetPlaces.Of(schema, _ => null).Any(place =>
            place.Kind == WidgetKind.Control && place.Input.Name == (target.Input.Widget ?? target.Input.Name)));

    private IEnumerable<(PlacedNode Node, WorkflowInput Input)> Targets(string input)
    {
        foreach (var (id, target) in _inside?.Definition!.TargetsOf(input) ?? [])
        {
            if (_inside!.Nodes.TryGetValue(id, out var node))
                yield return (node, target);
        }
    }
}
