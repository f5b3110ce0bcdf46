using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Editing;

/// <summary>What has to be run so that a prompt runs up to a node and no further.</summary>
public static class NodePreview
{
    /// <summary>
    /// The prompt and its target: the node itself when it shows something, else with a node behind its first output that shows that. Null
    /// when nothing here can show it.
    /// </summary>
    public static (JsonObject Prompt, string Target)? UpTo(JsonObject prompt, string nodeId, NodeCatalog catalog)
    {
        if (WorkflowJson.Text((prompt[nodeId] as JsonObject)?["class_type"]) is not { } name || catalog.Find(name) is not { } schema)
            return null;
        if (schema.IsOutput)
            return (prompt, nodeId);
        if (schema.Outputs is not [var output, ..] || Shows(output.Type, catalog) is not var (shows, input))
            return null;
        var copy = (JsonObject)prompt.DeepClone();
        var id = $"{nodeId}-shown";
        copy[id] = new JsonObject { ["class_type"] = shows, ["inputs"] = new JsonObject { [input] = new JsonArray(nodeId, 0) } };
        return (copy, id);
    }

    private static (string Class, string Input)? Shows(string type, NodeCatalog catalog)
    {
        (string Type, string Class, string Input)[] ways =
            [("IMAGE", "PreviewImage", "images"), ("MASK", "MaskPreview", "mask"), ("*", "PreviewAny", "source")];
        return ways.Where(way => (way.Type == type || way.Type == "*")
            && catalog.Find(way.Class)?.InputsByName.ContainsKey(way.Input) == true)
            .Select(way => ((string, string)?)(way.Class, way.Input)).FirstOrDefault();
    }
}
