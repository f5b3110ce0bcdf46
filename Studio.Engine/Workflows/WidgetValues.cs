using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>The values of a node's widgets by the names of its inputs, in the order of the widgets.</summary>
internal static class WidgetValues
{
    /// <summary>Reads them from a node as a file has it.</summary>
    /// <param name="schema">Null for a class that is not here: then the file's own names for its widgets must do.</param>
    public static OrderedDictionary<string, JsonNode?> Of(WorkflowNode node, NodeSchema? schema)
    {
        if (schema is null)
            return Undeclared(node);
        var places = node.WidgetValues as JsonArray ?? [];
        var named = node.WidgetValuesByName ?? node.WidgetValues as JsonObject;
        if (named is null && schema.Inputs.Any(input => input.ForceInput))
        {
            var older = Read(schema, places, null, withForced: true, out var used);
            if (used == places.Count)
                return older;
        }
        return Read(schema, places, named, withForced: false, out _);
    }

    /// <summary>How a prompt holds a value: lists are links there, so those that are values are wrapped.</summary>
    public static JsonNode? ForPrompt(JsonNode? value) =>
        value is JsonArray ? new JsonObject { ["__value__"] = value.DeepClone() } : value?.DeepClone();

    private static OrderedDictionary<string, JsonNode?> Read(NodeSchema schema, JsonArray places, JsonObject? named, bool withForced,
        out int used)
    {
        var values = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var next = 0;
        foreach (var place in WidgetPlaces.Of(schema, combo => WorkflowJson.Text(values.GetValueOrDefault(combo.Name))))
        {
            if (place.Kind == WidgetKind.Forced && !withForced)
                continue;
            if (place.Kind == WidgetKind.Control && next < places.Count && places[next]?.GetValueKind() == JsonValueKind.Number)
                continue; // the next widget's value: who wrote this by hand knew of no control
            var value = next < places.Count ? places[next] : null;
            next++;
            if (place.Kind == WidgetKind.Value)
                values[place.Input.Name] = named?[place.Input.Name] ?? (named is null ? value : null) ?? place.Initial;
        }
        used = next;
        return values;
    }

    private static OrderedDictionary<string, JsonNode?> Undeclared(WorkflowNode node)
    {
        var values = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, value) in (node.WidgetValuesByName ?? node.WidgetValues as JsonObject ?? []).Take(WorkflowReader.MaxSlots))
            values[name] = value;
        if (values.Count > 0 || node.WidgetValues is not JsonArray places)
            return values;
        var next = 0;
        foreach (var name in node.Inputs.Select(input => input.Widget).OfType<string>().Take(places.Count))
        {
            if (next >= places.Count)
                break;
            values[name] = places[next++];
            if (name is "seed" or "noise_seed" && next < places.Count
                && WorkflowJson.Text(places[next]) is "fixed" or "increment" or "decrement" or "randomize")
                next++;
        }
        return values;
    }
}
