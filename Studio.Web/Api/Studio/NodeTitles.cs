using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Studio;

/// <summary>What people call the nodes of a prompt: the title in _meta, else the class.</summary>
internal sealed class NodeTitles(IReadOnlyDictionary<string, string> titles)
{
    public static readonly NodeTitles None = new(new Dictionary<string, string>());

    public static NodeTitles Of(Job job)
    {
        try
        {
            var nodes = JsonNode.Parse(job.Prompt) as JsonObject ?? [];
            return new(nodes
                .Select(pair => (pair.Key, Title: (pair.Value as JsonObject)?["_meta"] is JsonObject meta
                    && meta["title"] is JsonValue value && value.TryGetValue(out string? text) ? text : null))
                .Where(pair => !string.IsNullOrWhiteSpace(pair.Title))
                .ToDictionary(pair => pair.Key, pair => pair.Title!, StringComparer.Ordinal));
        }
        catch (JsonException)
        {
            return None;
        }
    }

    public string For(NodeRef node) => titles.GetValueOrDefault(node.DisplayId, node.ClassType);
}
