using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Studio;

/// <summary>How a job stands, as ComfyUI Studio's runner tells it.</summary>
internal static class RunStatus
{
    public static JsonObject Of(Job? job, JobProgress? progress) => job switch
    {
        null or { State: JobState.Queued } => new() { ["status"] = "pending", ["step"] = 0, ["total_steps"] = 0 },
        { State: JobState.Running } => Running(job, progress),
        { State: JobState.Done } => new() { ["status"] = "completed", ["outputs"] = Outputs(job) },
        { State: JobState.Interrupted } => new() { ["status"] = "error", ["error"] = "The job was stopped." },
        _ => new() { ["status"] = "error", ["error"] = job.Error ?? "The job failed." },
    };

    /// <summary>The files that output nodes showed, saved ones before temporary ones; of a video or picture its kind as key.</summary>
    public static IEnumerable<JsonObject> Files(Job job) => (job.Result?.Outputs ?? [])
        .SelectMany(output => (JsonNode.Parse(output.Ui) as JsonObject ?? []).Select(pair => pair.Value).OfType<JsonArray>())
        .SelectMany(list => list.OfType<JsonObject>()).Where(file => file["filename"] is JsonValue)
        .OrderBy(file => (string?)file["type"] != "output");

    private static JsonObject Outputs(Job job) => Files(job).FirstOrDefault() is { } first
        ? new()
        {
            [RunMessages.MediaOf((string)first["filename"]!)] = new JsonObject
            {
                ["filename"] = first["filename"]!.DeepClone(),
                ["subfolder"] = first["subfolder"]?.DeepClone() ?? "",
                ["type"] = first["type"]?.DeepClone() ?? "output",
            },
        }
        : [];

    private static JsonObject Running(Job job, JobProgress? progress)
    {
        if (progress is null)
            return new() { ["status"] = "running", ["step"] = 0, ["total_steps"] = 0, ["percent"] = 0 };
        var titles = NodeTitles.Of(job);
        var json = RunMessages.ProgressOf(progress, titles);
        json["status"] = "running";
        return json;
    }
}
