using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>A job as ComfyUI's /api/jobs shows it. What is not known is left out, never null.</summary>
internal static class ComfyJob
{
    private static readonly (string Name, JobState State)[] States =
    [
        ("pending", JobState.Queued), ("in_progress", JobState.Running), ("completed", JobState.Done), ("failed", JobState.Failed),
        ("cancelled", JobState.Interrupted),
    ];

    private static readonly string[] PreviewableKinds = ["images", "video", "audio", "3d"];
    private static readonly string[] PreviewableFormats = ["image/", "video/", "audio/"];
    private static readonly string[] ModelExtensions = [".obj", ".fbx", ".gltf", ".glb", ".usdz"];

    public static IEnumerable<string> StatusNames => States.Select(entry => entry.Name);

    /// <summary>Null for a word that is no status.</summary>
    public static JobState? StateOf(string name) =>
        States.Where(entry => entry.Name == name).Select(entry => (JobState?)entry.State).SingleOrDefault();

    /// <summary>The members that a list shows.</summary>
    public static void Summary(Utf8JsonWriter json, Job job) => Summary(json, job, OutputsOf(job));

    /// <summary>The same, with outputs, history status and the workflow.</summary>
    public static void Whole(Utf8JsonWriter json, Job job)
    {
        var outputs = OutputsOf(job);
        Summary(json, job, outputs);
        json.Object("outputs", () =>
        {
            foreach (var (nodeId, ui) in outputs)
                json.Node(nodeId, ui);
        });
        if (job.IsOver)
            json.Object("execution_status", () => ComfyHistory.Status(json, job));
        json.Object("workflow", () =>
        {
            json.Raw("prompt", NotANumber.Shown(job.Prompt));
            json.Raw("extra_data", NotANumber.Shown(job.ExtraData));
        });
    }

    private static void Summary(Utf8JsonWriter json, Job job, List<(string NodeId, JsonObject Ui)> outputs)
    {
        var items = outputs.SelectMany(output => Items(output.NodeId, output.Ui)).ToList();
        var previews = items.Where(item => item.IsPreviewable).ToList();
        json.WriteString("id", job.Id);
        json.WriteString("status", States.Single(entry => entry.State == job.State).Name);
        json.Raw("priority", ComfyHistory.Number(job));
        json.WriteNumber("create_time", job.Created.ToUnixTimeMilliseconds());
        if (job.Started is { } started)
            json.WriteNumber("execution_start_time", started.ToUnixTimeMilliseconds());
        if (job.Ended is { } ended)
            json.WriteNumber("execution_end_time", ended.ToUnixTimeMilliseconds());
        if (job.Result?.Failure is { } failure)
            json.Object("execution_error", () => ComfyHistory.Failed(json, job.Id, failure, job.Ended));
        json.WriteNumber("outputs_count", items.Count);
        json.WriteNumber("previewable_outputs_count", previews.Count);
        if ((previews.FirstOrDefault(item => item.IsSaved) ?? previews.FirstOrDefault()) is { } preview)
            json.Object("preview_output", () => preview.Write(json));
        if (job.WorkflowId is { } workflow)
            json.WriteString("workflow_id", workflow);
    }

    private static List<(string NodeId, JsonObject Ui)> OutputsOf(Job job) =>
        [.. (job.Result?.Outputs ?? []).Select(output => (output.NodeId, JsonNode.Parse(output.Ui) as JsonObject ?? []))];

    /// <summary>Everything in the lists that an output node showed; "animated" only says how to show the others.</summary>
    private static IEnumerable<Item> Items(string nodeId, JsonObject ui) =>
        from kind in ui
        where kind.Key != "animated" && kind.Value is JsonArray
        from value in (JsonArray)kind.Value!
        select new Item(nodeId, kind.Key, value);

    /// <summary>One file or text of an output.</summary>
    private sealed record Item(string NodeId, string Kind, JsonNode? Value)
    {
        public bool IsPreviewable => Name is not null
            && (PreviewableKinds.Contains(Kind)
                || PreviewableFormats.Any(start => Member("format")?.StartsWith(start, StringComparison.Ordinal) == true)
                || ModelExtensions.Contains(Path.GetExtension(Name).ToLowerInvariant()));

        public bool IsSaved => Member("type") == "output";

        private string? Name => Member("filename");

        public void Write(Utf8JsonWriter json)
        {
            foreach (var (name, value) in (JsonObject)Value!)
                json.Node(name, value);
            json.WriteString("nodeId", NodeId);
            json.WriteString("mediaType", Kind);
        }

        private string? Member(string name) => (Value as JsonObject)?[name].Text();
    }
}
