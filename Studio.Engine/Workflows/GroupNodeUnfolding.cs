using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>
/// Makes a subgraph of a group node. Its sockets are those of the inner nodes that no link inside takes, node after node, widgets that
/// were made sockets last; its widgets are all those of the inner nodes, in the same order. Of the control behind a value, and whatever
/// else only an editor knows, the place counts.
/// </summary>
internal sealed class GroupNodeUnfolding
{
    private readonly NodeCatalog _catalog;
    private readonly GroupNodeDefinition _group;
    private readonly List<(int From, int FromSlot, int To, int ToSlot)> _inner = [];
    private readonly HashSet<(int Node, int Slot)> _external = [];
    private readonly HashSet<(int Node, int Slot)> _taken = [];
    private readonly HashSet<(int Node, int Slot)> _givenInside = [];
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<WorkflowLink> _links = [];
    private readonly List<SubgraphSlot> _inputs = [];
    private readonly List<SubgraphSlot> _outputs = [];
    private readonly List<(string Node, string Widget)?> _widgets = [];

    private GroupNodeUnfolding(GroupNodeDefinition group, NodeCatalog catalog)
    {
        (_group, _catalog) = (group, catalog);
        ReadLinks();
    }

    /// <summary>The name of the group node that a type means; null for other types.</summary>
    public static string? NameOf(string type) =>
        type.StartsWith("workflow>", StringComparison.Ordinal) || type.StartsWith("workflow/", StringComparison.Ordinal)
            ? type["workflow>".Length..]
            : null;

    public static SubgraphDefinition Unfold(GroupNodeDefinition group, string type, NodeCatalog catalog) =>
        new GroupNodeUnfolding(group, catalog).Unfold(type);

    private SubgraphDefinition Unfold(string type)
    {
        foreach (var (from, fromSlot, to, toSlot) in _inner)
            Join($"{from}", fromSlot, $"{to}", toSlot);
        var converted = new List<Action>();
        for (var i = 0; i < _group.Nodes.Count; i++)
            AddNode(i, _group.Nodes[i], converted);
        foreach (var add in converted)
            add();
        return new(type, _group.Name, new([.. _group.Nodes.Select(Linked)], _links), _inputs, _outputs) { HostWidgets = _widgets };
    }

    private void ReadLinks()
    {
        foreach (var entry in _group.Source["links"] as JsonArray ?? [])
        {
            if (entry is JsonArray { Count: >= 4 } link && Place(link[0]) is { } from && WorkflowJson.Slot(link[1]) is { } fromSlot
                && Place(link[2]) is { } to && WorkflowJson.Slot(link[3]) is { } toSlot && _taken.Add((to, toSlot)))
            {
                _inner.Add((from, fromSlot, to, toSlot));
                _givenInside.Add((from, fromSlot));
            }
        }
        foreach (var entry in _group.Source["external"] as JsonArray ?? [])
        {
            if (entry is JsonArray { Count: >= 2 } output && Place(output[0]) is { } node && WorkflowJson.Slot(output[1]) is { } slot)
                _external.Add((node, slot));
        }

        int? Place(JsonNode? value) => WorkflowJson.Slot(value) is { } place && place < _group.Nodes.Count ? place : null;
    }

    private void AddNode(int index, WorkflowNode node, List<Action> converted)
    {
        var schema = _catalog.Find(node.Type);
        if (node.Type == "PrimitiveNode")
        {
            if (_givenInside.Contains((index, 0)))
                AddPrimitive(index, node);
            return;
        }
        if (node.Type == "Reroute" && _taken.Contains((index, 0)) && _givenInside.Contains((index, 0)) && !_external.Contains((index, 0)))
            return; // only bends a link inside
        AddWidgets(index, node, schema);
        for (var slot = 0; slot < node.Inputs.Count; slot++)
        {
            if (_taken.Contains((index, slot)))
                continue;
            var (input, at) = (node.Inputs[slot], slot);
            if (input.Widget is null)
                AddInput(index, node, at, node.Type == "Reroute" ? input.Type : input.Name);
            else if (schema?.InputsByName.ContainsKey(input.Widget) ?? true)
                converted.Add(() => AddConverted(index, node, at, schema));
        }
        AddOutputs(index, node, schema);
    }

    private void AddPrimitive(int index, WorkflowNode node)
    {
        Name(node, "value", index);
        _widgets.Add(($"{index}", "value"));
        for (var extra = 1; extra < ((node.WidgetValues as JsonArray)?.Count ?? 1); extra++)
            _widgets.Add(null);
    }

    private void AddWidgets(int index, WorkflowNode node, NodeSchema? schema)
    {
        if (schema is null)
            return;
        var own = WidgetValues.Of(node, schema);
        var sockets = node.Inputs.Where(input => input.Widget == input.Name).Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var place in WidgetPlaces.Of(schema, combo => WorkflowJson.Text(own.GetValueOrDefault(combo.Name))))
        {
            if (place.Kind == WidgetKind.Forced || (sockets.Contains(place.Input.Name) && place.Kind != WidgetKind.FrontEnd))
                continue;
            if (place.Kind == WidgetKind.Value)
                Name(node, place.Input.Name, index);
            _widgets.Add(place.Kind == WidgetKind.Value ? ($"{index}", place.Input.Name) : null);
        }
    }

    private void AddConverted(int index, WorkflowNode node, int slot, NodeSchema? schema)
    {
        var widget = node.Inputs[slot].Widget!;
        AddInput(index, node, slot, widget);
        foreach (var place in schema is null ? [] : WidgetPlaces.Of(schema, _ => null).Where(place => place.Input.Name == widget))
            _widgets.Add(place.Kind == WidgetKind.Value ? ($"{index}", widget) : null);
    }

    private void AddInput(int index, WorkflowNode node, int slot, string name)
    {
        var shown = Name(node, name, index);
        if (Config(index, "input", name)?["visible"] is JsonValue visible && visible.TryGetValue(out bool isVisible) && !isVisible)
            return;
        _inputs.Add(new(shown, node.Inputs[slot].Type, [Join("-10", _inputs.Count, $"{index}", slot)]));
    }

    private void AddOutputs(int index, WorkflowNode node, NodeSchema? schema)
    {
        for (var slot = 0; slot < (schema?.Outputs.Count ?? node.Outputs.Count); slot++)
        {
            var isShown = Config(index, "output", $"{slot}")?["visible"] is JsonValue said && said.TryGetValue(out bool visible)
                ? visible
                : !_givenInside.Contains((index, slot)) || _external.Contains((index, slot));
            if (!isShown)
                continue;
            var type = schema?.Outputs[slot].Type ?? node.Outputs[slot].Type;
            _outputs.Add(new(type, type, [Join($"{index}", slot, "-20", _outputs.Count)]));
        }
    }

    /// <summary>The name that the group node shows: with the inner node's title when it is not the first of that name.</summary>
    private string Name(WorkflowNode node, string input, int index)
    {
        var name = WorkflowJson.Text(Config(index, "input", input)?["name"])
            ?? WorkflowJson.Text((node.Source["inputs"] as JsonArray ?? []).OfType<JsonObject>()
                .FirstOrDefault(slot => WorkflowJson.Text(slot["name"]) == input)?["label"])
            ?? input;
        var key = name;
        if ((node.Type == "PrimitiveNode" && node.Title is not null) || _seen.ContainsKey(name))
        {
            var prefix = $"{node.Title ?? node.Type} ";
            key = name = prefix + input;
            if (_seen.TryGetValue(name, out var times))
                name = $"{prefix}{times} {input}";
        }
        _seen[key] = _seen.GetValueOrDefault(key, 1) + 1;
        return name;
    }

    private JsonObject? Config(int index, string side, string name) =>
        (((_group.Source["config"] as JsonObject)?[$"{index}"] as JsonObject)?[side] as JsonObject)?[name] as JsonObject;

    private long Join(string from, int fromSlot, string to, int toSlot)
    {
        _links.Add(new(_links.Count + 1, from, fromSlot, to, toSlot, "*"));
        return _links.Count;
    }

    /// <summary>The inner node with the links of here instead of those that it had before it was grouped.</summary>
    private WorkflowNode Linked(WorkflowNode node)
    {
        var here = _links.Where(link => link.ToNode == node.Id).ToDictionary(link => link.ToSlot, link => link.Id);
        return node with
        {
            Inputs = [.. node.Inputs.Select((input, slot) => input with { Link = here.TryGetValue(slot, out var link) ? link : null })],
        };
    }
}
