using System.Text.Json.Nodes;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Workflows;

namespace Studio.Web.Api.Studio;

/// <summary>A saved workflow as the manifest that ComfyUI Studio's runner reads, with how ready it is.</summary>
internal static class RunManifest
{
    public static JsonObject Of(OpenedWorkflow opened) => new()
    {
        ["id"] = opened.About.Id,
        ["name"] = opened.About.Name,
        ["version"] = opened.About.Version,
        ["date"] = opened.About.Changed.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        ["type"] = "static",
        ["category"] = opened.About.Tags is [var first, ..] ? first : null,
        ["description"] = opened.About.Description,
        ["inputs"] = ManifestWriter.Inputs(opened.Form),
        ["inputs_from"] = opened.Form.Origin.ToString(),
        ["required_models"] = List(opened.Readiness.Models.Select(model => model.Value)),
        ["required_nodes"] = List(opened.Prompt.Nodes.Values.Select(node => node.ClassType).Distinct()),
        ["models_status"] = new JsonObject { ["missing"] = List(opened.Readiness.Models.Select(model => model.Value)) },
        ["nodes_status"] = new JsonObject { ["missing"] = List(opened.Readiness.Nodes.Select(node => node.ClassType)) },
        ["ready"] = opened.Readiness.IsReady,
    };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
