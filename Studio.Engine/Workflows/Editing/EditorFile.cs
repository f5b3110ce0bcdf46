using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Editing;

/// <summary>A workflow as a canvas is given it: what lies inside subgraphs stays here, and widgets have the values of all their
/// places.</summary>
public static class EditorFile
{
    /// <summary>A copy for the canvas; the file itself stays the truth (<see cref="GraphMerge"/>).</summary>
    public static JsonObject Of(Workflow workflow, NodeCatalog catalog)
    {
        var copy = (JsonObject)workflow.Source.DeepClone();
        copy.Remove("definitions");
        var byId = workflow.Graph.Nodes.ToDictionary(node => node.Id);
        foreach (var json in (copy["nodes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (WorkflowJson.Id(json["id"]) is { } id && byId.TryGetValue(id, out var node) && catalog.Find(node.Type) is { } schema)
                json["widgets_values"] = Values(node, schema);
            else if (json["widgets_values"] is JsonObject named)
                json["widgets_values"] = new JsonArray([.. named.Select(value => value.Value?.DeepClone())]);
        }
        foreach (var (type, name) in workflow.Subgraphs.Select(subgraph => (subgraph.Id, subgraph.Name)))
        {
            foreach (var host in (copy["nodes"] as JsonArray ?? []).OfType<JsonObject>()
                .Where(node => WorkflowJson.Text(node["type"]) == type))
                host["title"] ??= name;
        }
        return copy;
    }

    /// <summary>The values of a node's widgets by name, as a run would have them; empty for a class that is not here.</summary>
    public static IReadOnlyDictionary<string, JsonNode?> WidgetsOf(Workflow workflow, string nodeId, NodeCatalog catalog) =>
        workflow.Graph.Nodes.FirstOrDefault(node => node.Id == nodeId) is { } node && catalog.Find(node.Type) is { } schema
            ? WidgetValues.Of(node, schema)
            : new Dictionary<string, JsonNode?>();

    private static JsonArray Values(WorkflowNode node, NodeSchema schema)
    {
        var values = WidgetValues.Of(node, schema);
        var (list, next) = (new JsonArray(), 0);
        foreach (var place in EditorNodes.Places(schema))
        {
            var skips = place.Kind == WidgetKind.Control && WorkflowJson.Number(node.WidgetValue(next)) is not null;
            var own = skips ? null : node.WidgetValue(next++);
            list.Add((place.Kind == WidgetKind.Value ? values.GetValueOrDefault(place.Input.Name) : own ?? place.Initial)?.DeepClone());
        }
        return list;
    }
}
