using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Studio;

/// <summary>
/// The messages of /api/run/ws. Each has <c>type</c> and <c>id</c>, those about a job <c>prompt_id</c>. Events have <c>timestamp</c>,
/// <c>severity</c>, <c>message</c> and <c>data</c> besides. A preview is a text frame and, right after it, the picture as a binary one.
/// </summary>
internal static class RunMessages
{
    private static readonly string[] Videos = [".mp4", ".webm", ".mov", ".mkv"];

    /// <param name="resumed">False: more was missed than is remembered; what has ended meanwhile is told from the history.</param>
    public static RunFrame Hello(long id, bool resumed) => Text(new JsonObject { ["type"] = "hello", ["id"] = id, ["resumed"] = resumed });

    public static RunFrame Queue(long id, JobEvent.Snapshot now, IReadOnlyList<string> running,
        IEnumerable<string> waiting) => Text(new JsonObject
    {
        ["type"] = "queue",
        ["id"] = id,
        ["remaining"] = now.Remaining,
        ["paused"] = Pause(now.Pause),
        ["maintenance"] = now.Pause is { Kind: PauseKind.Maintenance },
        ["running"] = running.Count > 0 ? running[0] : null, // of the time when there was one
        ["all_running"] = new JsonArray([.. running.Select(job => (JsonNode)job)]),
        ["waiting"] = new JsonArray([.. waiting.Select(job => (JsonNode)job)]),
    });

    public static RunFrame QueueChanged(long id, JobEvent.QueueChanged changed) => Text(new JsonObject
    {
        ["type"] = "queue.changed",
        ["id"] = id,
        ["remaining"] = changed.Remaining,
        ["paused"] = Pause(changed.Pause),
    });

    public static RunFrame Maintenance(long id, JobEvent.MaintenanceChanged changed) => Text(new JsonObject
    {
        ["type"] = "maintenance",
        ["id"] = id,
        ["on"] = changed.On,
        ["reason"] = changed.Reason,
    });

    public static RunFrame Progress(long id, Job job, JobProgress progress, NodeTitles titles, int previews)
    {
        var message = new JsonObject
        {
            ["type"] = "job.progress",
            ["id"] = id,
            ["prompt_id"] = job.Id,
            ["status"] = "running",
            ["workflow_id"] = job.WorkflowId,
            ["preview_seq"] = previews,
        };
        foreach (var (name, value) in ProgressOf(progress, titles).ToList())
            message[name] = value?.DeepClone();
        return Text(message);
    }

    /// <summary>How far a running job is, in the words of ComfyUI Studio's runner.</summary>
    public static JsonObject ProgressOf(JobProgress progress, NodeTitles titles)
    {
        var cached = progress.CachedNodes?.Count ?? 0;
        var toDo = Math.Max(0, progress.NodeCount - cached);
        var done = Math.Min(toDo,
            progress.Nodes.Count(entry => entry.State == NodeState.Finished && progress.CachedNodes?.Contains(entry.Node.Id) != true));
        var step = progress.Current is not null && progress.Max > 0 ? (double)progress.Value / progress.Max : 0;
        return new JsonObject
        {
            ["node_id"] = progress.Current?.DisplayId,
            ["node_title"] = progress.Current is { } current ? titles.For(current) : null,
            ["node_type"] = progress.Current?.ClassType,
            ["step"] = progress.Value,
            ["total_steps"] = progress.Max,
            ["nodes_done"] = done,
            ["total_nodes"] = progress.NodeCount,
            ["effective_total"] = toDo,
            ["cached_count"] = cached,
            // 100 is for the end, which has a message of its own
            ["percent"] = toDo == 0 ? 99 : Math.Clamp((int)(100 * (done + step) / toDo), 0, 99),
            ["eta_seconds"] = progress.TimeLeft?.TotalSeconds,
            ["step_rate"] = progress.StepsPerSecond,
            ["node_outputs"] = Outputs(progress, titles),
        };
    }

    /// <summary>video or image, by a file's name.</summary>
    public static string MediaOf(string fileName) =>
        Videos.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase) ? "video" : "image";

    public static RunFrame Preview(long id, Job job, ExecutionEvent.Preview preview, int number) => Text(new JsonObject
    {
        ["type"] = "job.preview",
        ["id"] = id,
        ["prompt_id"] = job.Id,
        ["node_id"] = preview.Node.DisplayId,
        ["preview_seq"] = number,
        ["preview_type"] = preview.MimeType,
        ["bytes"] = preview.Image.Length,
    });

    public static RunFrame Warned(long id, Job job, ExecutionEvent.Warned warned) =>
        Event(id, "job.warning", "warning", warned.Text, job,
            new JsonObject { ["node_id"] = warned.Node.DisplayId, ["node_type"] = warned.Node.ClassType });

    /// <summary>job.completed, job.failed or job.cancelled.</summary>
    public static RunFrame Ended(long id, Job job)
    {
        if (job.State == JobState.Interrupted)
            return Cancelled(id, job.Id, job.WorkflowId, "Stopped while it ran.", job.Ended);
        var more = new JsonObject { ["duration"] = (job.Ended - job.Started)?.TotalSeconds };
        if (job.State == JobState.Failed)
            return Event(id, "job.failed", "error", job.Error ?? "The job failed.", job,
                new JsonObject { ["error"] = job.Error, ["duration"] = more["duration"]?.DeepClone() });
        more["outputs"] = new JsonObject(
            (job.Result?.Outputs ?? []).Select(output => KeyValuePair.Create(output.NodeId, JsonNode.Parse(output.Ui))));
        return Event(id, "job.completed", "success", "The job is done.", job, more);
    }

    public static RunFrame Cancelled(long id, string job, string? workflow, string message, DateTimeOffset? at = null) =>
        Event(id, "job.cancelled", "warning", message, job, workflow, at, new JsonObject());

    public static RunFrame Event(long id, string type, string severity, string message, Job job, JsonObject? data = null) =>
        Event(id, type, severity, message, job.Id, job.WorkflowId, type == "job.queued" ? job.Created : job.Ended ?? job.Started,
            data ?? []);

    private static RunFrame Event(long id, string type, string severity, string message, string job, string? workflow, DateTimeOffset? at,
        JsonObject data)
    {
        data["prompt_id"] = job;
        data["workflow_id"] = workflow;
        var when = at ?? DateTimeOffset.FromUnixTimeMilliseconds(id / 1000);
        return Text(new JsonObject
        {
            ["type"] = type,
            ["id"] = id,
            ["prompt_id"] = job,
            ["timestamp"] = when.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["severity"] = severity,
            ["message"] = message,
            ["data"] = data,
        });
    }

    private static JsonObject Outputs(JobProgress progress, NodeTitles titles)
    {
        var outputs = new JsonObject();
        foreach (var shown in progress.Shown)
        {
            var items = shown.Ui.Select(pair => pair.Value).OfType<JsonArray>().SelectMany(list => list.OfType<JsonObject>()).Select(Item)
                .OfType<JsonNode>().ToArray();
            if (items.Length > 0)
                outputs[shown.Node.DisplayId] = new JsonObject { ["node_title"] = titles.For(shown.Node),
                    ["node_type"] = shown.Node.ClassType, ["items"] = new JsonArray(items) };
        }

        return outputs;
    }

    private static JsonObject? Item(JsonObject file) =>
        file["filename"] is not JsonValue name || !name.TryGetValue(out string? text) ? null : new JsonObject
    {
        ["filename"] = text,
        ["subfolder"] = file["subfolder"]?.DeepClone() ?? "",
        ["type"] = file["type"]?.DeepClone() ?? "output",
        ["media"] = MediaOf(text),
    };

    private static JsonObject? Pause(QueuePause? pause) =>
        pause is null ? null : new JsonObject { ["kind"] = pause.Kind.ToString(), ["reason"] = pause.Reason };

    private static RunFrame Text(JsonObject message) => new(JsonSerializer.SerializeToUtf8Bytes(message), IsBinary: false);
}
