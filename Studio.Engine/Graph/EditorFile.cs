using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// The file in which ComfyUI's editor keeps a workflow: boxes, lines and colours. It is no prompt, but is often sent as one.
/// </summary>
public static class EditorFile
{
    /// <summary>A list of nodes, which no node's id can be, with what such files have beside it.</summary>
    public static bool Is(JsonObject json) =>
        json.TryGetPropertyValue("nodes", out var nodes) && nodes is JsonArray
        && (json.ContainsKey("links") || json.ContainsKey("version") || json.ContainsKey("last_node_id") || json.ContainsKey("state"));
}
