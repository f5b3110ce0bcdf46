using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>Changes the widget values of an editor's file, each at its own place, and nothing beside them.</summary>
public static class WorkflowWidgets
{
    /// <summary>
    /// The file with the values set. What lies inside subgraphs, or belongs to a class that is not here, stays as it is: its place is not
    /// known.
    /// </summary>
    public static Workflow Set(Workflow workflow, IEnumerable<(string Node, string Widget, JsonNode? Value)> values, NodeCatalog catalog)
    {
        var changes = values.Where(change => change.Value is not null).ToList();
        if (changes.Count == 0)
            return workflow;
        return workflow.Edit(file =>
        {
            foreach (var node in (file["nodes"] as JsonArray ?? []).OfType<JsonObject>())
            {
                foreach (var change in changes.Where(change => change.Node == WorkflowJson.Id(node["id"])))
                    Set(node, change.Widget, change.Value!, workflow, catalog);
            }
        }).Workflow ?? workflow;
    }

    private static void Set(JsonObject json, string widget, JsonNode value, Workflow workflow, NodeCatalog catalog)
    {
        if (json["widgets_values_named"] is JsonObject named && named.ContainsKey(widget))
            named[widget] = value.DeepClone();
        if (json["widgets_values"] is JsonObject fields)
            fields[widget] = value.DeepClone();
        if (json["widgets_values"] is not JsonArray places || workflow.Graph.Nodes.FirstOrDefault(node =>
            node.Id == WorkflowJson.Id(json["id"])) is not { } node
            || catalog.Find(node.Type) is not { } schema || Place(node, schema, widget) is not { } place)
            return;
        while (places.Count <= place)
            places.Add(null);
        places[place] = value.DeepClone();
    }

    // as WidgetValues reads them
    private static int? Place(WorkflowNode node, NodeSchema schema, string widget)
    {
        var values = WidgetValues.Of(node, schema);
        var next = 0;
        foreach (var place in WidgetPlaces.Of(schema, combo => WorkflowJson.Text(values.GetValueOrDefault(combo.Name))))
        {
            if (place.Kind == WidgetKind.Forced
                || (place.Kind == WidgetKind.Control && WorkflowJson.Number(node.WidgetValue(next)) is not null))
                continue;
            if (place.Kind == WidgetKind.Value && place.Input.Name == widget)
                return next;
            next++;
        }
        return null;
    }
}
