using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows.Editing;

/// <summary>How one file differs from another, counted by nodes; where a node stands does not count.</summary>
public sealed record GraphDifference(int Added, int Removed, int Changed)
{
    private static readonly string[] Looks = ["pos", "size", "order", "flags", "color", "bgcolor"];

    public static GraphDifference Of(JsonObject before, JsonObject after)
    {
        var (was, now) = (Nodes(before), Nodes(after));
        return new(
            now.Keys.Count(id => !was.ContainsKey(id)),
            was.Keys.Count(id => !now.ContainsKey(id)),
            now.Count(node => was.TryGetValue(node.Key, out var old) && !JsonNode.DeepEquals(old, node.Value)));
    }

    private static Dictionary<string, JsonObject> Nodes(JsonObject file)
    {
        var byId = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var node in (file["nodes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var copy = (JsonObject)node.DeepClone();
            foreach (var look in Looks)
                copy.Remove(look);
            byId[WorkflowJson.Id(node["id"]) ?? ""] = copy;
        }
        return byId;
    }
}
