using System.Text.Json.Nodes;

namespace Studio.Engine.Graph.Rules;

/// <summary>Every class_type exists; the first that does not makes the whole prompt unusable.</summary>
internal static class KnownNodeTypes
{
    public static PromptError? Check(Prompt prompt, NodeCatalog nodes)
    {
        var unknown = prompt.Nodes.Values.FirstOrDefault(node => nodes.Find(node.ClassType) is null);
        return unknown is null ? null : new PromptError(
            "missing_node_type",
            $"Node '{unknown.Title ?? $"ID #{unknown.Id}"}' not found. The custom node may not be installed.",
            $"Node ID '#{unknown.Id}'",
            new JsonObject { ["node_id"] = unknown.Id, ["class_type"] = unknown.ClassType, ["node_title"] = unknown.Title });
    }
}
