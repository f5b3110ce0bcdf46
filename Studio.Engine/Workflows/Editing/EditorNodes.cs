using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Editing;

/// <summary>
/// What a canvas needs to know of each node: its sockets, and its widgets in the order in which an editor keeps their values. Choices are
/// those of the moment.
/// </summary>
public static class EditorNodes
{
    /// <summary>Longer lists of choices are not sent to a canvas: it could not show them either.</summary>
    private const int MostChoices = 200;

    /// <summary>By class_type: title, category, inputs, outputs, widgets.</summary>
    public static JsonObject Describe(NodeCatalog catalog) =>
        new(catalog.All.Where(schema => !schema.IsDeprecated || schema.IsOurs || schema.Category.Length > 0)
            .Select(schema => KeyValuePair.Create(schema.Name, (JsonNode?)Describe(schema))));

    private static JsonObject Describe(NodeSchema schema) => new()
    {
        ["title"] = schema.DisplayName ?? schema.Name,
        ["category"] = schema.Category,
        ["output"] = schema.IsOutput ? true : null,
        ["inputs"] = new JsonArray([.. schema.Inputs.Where(input => input is { IsHidden: false, When: null, Growing: null }
            && !WidgetPlaces.IsWidget(input))
            .OrderBy(input => !input.IsRequired)
            .Select(input => (JsonNode)new JsonObject { ["name"] = input.Name, ["type"] = input.Type })]),
        ["outputs"] = new JsonArray([.. schema.Outputs
            .Select(output => (JsonNode)new JsonObject { ["name"] = output.Name, ["type"] = output.Type })]),
        ["widgets"] = new JsonArray([.. Places(schema).Select(Widget)]),
    };

    /// <summary>The places of a new node's widgets.</summary>
    internal static IEnumerable<WidgetPlace> Places(NodeSchema schema) =>
        WidgetPlaces.Of(schema, combo => WorkflowJson.Text(WidgetPlaces.Initial(combo))).Where(place => place.Kind != WidgetKind.Forced);

    private static JsonNode Widget(WidgetPlace place)
    {
        var input = place.Input;
        var isValue = place.Kind == WidgetKind.Value;
        return new JsonObject
        {
            ["name"] = isValue ? input.Name : place.Kind == WidgetKind.Control ? "control_after_generate" : $"{input.Name}:more",
            ["kind"] = isValue ? input.Type : place.Kind.ToString(),
            ["value"] = place.Initial?.DeepClone(),
            ["min"] = input.Min,
            ["max"] = input.Max,
            ["step"] = input.Step,
            ["multiline"] = isValue && input.Multiline ? true : null,
            ["choices"] = isValue && input.Choices is { Count: <= MostChoices } choices
                ? new JsonArray([.. choices.Select(choice => (JsonNode)choice)])
                : null,
        };
    }
}
