using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>
/// Draws a prompt as a workflow of format 0.4: nodes in columns from left to right, widgets in their places, links from what the
/// declarations of the nodes say. <see cref="PromptFromWorkflow"/> makes the same prompt of it again.
/// </summary>
public sealed class WorkflowFromPrompt
{
    private readonly Prompt _prompt;
    private readonly NodeCatalog _catalog;
    private readonly JsonArray _links = [];
    private readonly Dictionary<(string Node, int Slot), List<int>> _outgoing = [];
    private readonly Dictionary<string, int> _highestSlot = new(StringComparer.Ordinal);

    private WorkflowFromPrompt(Prompt prompt, NodeCatalog catalog)
    {
        (_prompt, _catalog) = (prompt, catalog);
        foreach (var link in prompt.Nodes.Values.SelectMany(node => node.Inputs.Values).OfType<InputValue.Link>())
        {
            if (link.Slot is >= 0 and < WorkflowReader.MaxSlots)
                _highestSlot[link.NodeId] = Math.Max(link.Slot, _highestSlot.GetValueOrDefault(link.NodeId, 0));
        }
    }

    /// <summary>Draws a prompt, valid or not: links to nothing are left out. A node of too many inputs is a fault.</summary>
    public static ReadWorkflow Convert(Prompt prompt, NodeCatalog catalog) =>
        WorkflowReader.Read(new WorkflowFromPrompt(prompt, catalog).Draw());

    private JsonObject Draw()
    {
        var nodes = _prompt.Nodes.Values.ToDictionary(node => node.Id, NodeOf);
        var order = 0;
        var sized = nodes.ToDictionary(node => node.Key, node => WorkflowColumns.SizeOf(node.Value, HasText(node.Key)));
        foreach (var (id, x, y) in WorkflowColumns.Place(_prompt, sized))
        {
            var node = nodes[id];
            node["pos"] = new JsonArray(x, y);
            node["size"] = new JsonArray(sized[id].Width, sized[id].Height);
            node["order"] = order++;
            node["outputs"] = Outputs(_prompt.Nodes[id]);
        }
        return new JsonObject
        {
            ["last_node_id"] = nodes.Keys.Max(id => (long?)WorkflowJson.ArrayIndex(id)) ?? 0,
            ["last_link_id"] = _links.Count,
            ["nodes"] = new JsonArray([.. nodes.Values]),
            ["links"] = _links,
            ["groups"] = new JsonArray(),
            ["config"] = new JsonObject(),
            ["extra"] = new JsonObject(),
            ["version"] = 0.4,
        };
    }

    private JsonObject NodeOf(PromptNode node)
    {
        var schema = _catalog.Find(node.ClassType);
        var (inputs, values) = (new JsonArray(), new JsonArray());
        if (schema is not null)
            AddDeclared(node, schema, inputs, values);
        foreach (var (name, value) in node.Inputs)
        {
            if (schema?.InputsByName.ContainsKey(name) == true)
                continue;
            if (value is InputValue.Link link)
                AddSocket(inputs, node, name, TypeOf(link), link, null);
            else if (schema is null && value is InputValue.Literal literal)
            {
                AddSocket(inputs, node, name, "*", null, name);
                values.Add(WidgetValue(literal.Value));
            }
        }
        var json = new JsonObject
        {
            ["id"] = WorkflowJson.IdNode(node.Id), ["type"] = node.ClassType, ["pos"] = null, ["size"] = null, ["flags"] = new JsonObject(),
            ["order"] = 0, ["mode"] = 0, ["inputs"] = inputs, ["outputs"] = null,
        };
        if (node.Title is { Length: > 0 } title && title != (schema?.DisplayName ?? node.ClassType))
            json["title"] = title;
        json["properties"] = new JsonObject { ["Node name for S&R"] = node.ClassType };
        json["widgets_values"] = values;
        return json;
    }

    private void AddDeclared(PromptNode node, NodeSchema schema, JsonArray inputs, JsonArray values)
    {
        foreach (var place in WidgetPlaces.Of(schema, combo => Literal(node, combo.Name) is JsonValue chosen ? WorkflowJson.Text(chosen)
            : WorkflowJson.Text(WidgetPlaces.Initial(combo))))
        {
            if (place.Kind == WidgetKind.Value)
                values.Add(WidgetValue(Literal(node, place.Input.Name)) ?? place.Initial);
            else if (place.Kind != WidgetKind.Forced)
                values.Add(place.Initial);
        }
        foreach (var input in schema.Inputs.OrderBy(input => !input.IsRequired))
        {
            var link = node.Inputs.GetValueOrDefault(input.Name) as InputValue.Link;
            var isWidget = WidgetPlaces.IsWidget(input);
            if (link is not null || (!isWidget && input is { IsHidden: false, When: null } && input.Growing is null))
                AddSocket(inputs, node, input.Name, input.Type, link, isWidget ? input.Name : null);
        }
    }

    private void AddSocket(JsonArray inputs, PromptNode node, string name, string type, InputValue.Link? link, string? widget)
    {
        var slot = inputs.Count;
        var socket = new JsonObject { ["name"] = name, ["type"] = type };
        if (widget is not null)
            socket["widget"] = new JsonObject { ["name"] = widget };
        socket["link"] = null;
        if (link is { Slot: >= 0 and < WorkflowReader.MaxSlots } && _prompt.Nodes.ContainsKey(link.NodeId))
        {
            var id = _links.Count + 1;
            socket["link"] = id;
            _links.Add(new JsonArray(id, WorkflowJson.IdNode(link.NodeId), link.Slot, WorkflowJson.IdNode(node.Id), slot, TypeOf(link)));
            if (!_outgoing.TryGetValue((link.NodeId, link.Slot), out var ids))
                _outgoing[(link.NodeId, link.Slot)] = ids = [];
            ids.Add(id);
        }
        inputs.Add(socket);
    }

    private JsonArray Outputs(PromptNode node)
    {
        var schema = _catalog.Find(node.ClassType);
        var declared = schema?.Outputs ?? [];
        var used = _highestSlot.TryGetValue(node.Id, out var highest) ? highest + 1
            : schema is null ? 1 : 0; // without any socket it would be taken for a note
        var outputs = new JsonArray();
        for (var slot = 0; slot < Math.Max(declared.Count, used); slot++)
        {
            var ids = _outgoing.GetValueOrDefault((node.Id, slot));
            outputs.Add(new JsonObject
            {
                ["name"] = slot < declared.Count ? declared[slot].Name : $"{slot}",
                ["type"] = slot < declared.Count ? declared[slot].Type : "*",
                ["slot_index"] = slot,
                ["links"] = ids is null ? null : new JsonArray([.. ids.Select(id => (JsonNode)id)]),
            });
        }
        return outputs;
    }

    private bool HasText(string id) => _catalog.Find(_prompt.Nodes[id].ClassType)?.Inputs.Any(input => input.Multiline) == true;

    private string TypeOf(InputValue.Link link) => _prompt.Nodes.TryGetValue(link.NodeId, out var from)
        && _catalog.Find(from.ClassType) is { } schema && link.Slot >= 0 && link.Slot < schema.Outputs.Count
            ? schema.Outputs[link.Slot].Type
            : "*";

    private static JsonNode? Literal(PromptNode node, string input) => (node.Inputs.GetValueOrDefault(input) as InputValue.Literal)?.Value;

    private static JsonNode? WidgetValue(JsonNode? literal) =>
        (literal is JsonObject { Count: 1 } wrapped && wrapped["__value__"] is JsonArray list ? list : literal)?.DeepClone();
}
