using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Jobs;
using Studio.Web.Logs;

namespace Studio.Web.Api.Comfy;

/// <summary>One WebSocket message.</summary>
internal readonly record struct Frame(byte[] Bytes, bool IsBinary);

/// <summary>
/// The text and binary messages of ComfyUI's socket: {"type","data"}, and previews. What else is JSON in this protocol is in
/// <see cref="ComfyHistory"/>.
/// </summary>
internal static class ComfyMessages
{
    private const uint PreviewImage = 1;
    private const uint NodeText = 3;
    private const uint PreviewImageWithMetadata = 4;

    /// <summary>More nodes than most prompts have.</summary>
    private const int MostNodes = 100;

    /// <summary>More nodes than the largest prompts that people make by hand.</summary>
    private const int MostSentNodes = 500;

    // every socket sends the same one at the same time
    private static Tuple<int, Frame>? _status;

    public static Frame Status(int remaining)
    {
        if (Volatile.Read(ref _status) is { } last && last.Item1 == remaining)
            return last.Item2;
        var frame = Text("status", json => Line(json, remaining));
        Volatile.Write(ref _status, Tuple.Create(remaining, frame));
        return frame;
    }

    /// <summary>A socket's first message, which says whose it is.</summary>
    public static Frame Status(int remaining, string sid) => Text("status", json =>
    {
        Line(json, remaining);
        json.WriteString("sid", sid);
    });

    /// <summary>Not one of ComfyUI's: its clients pass over types that they do not know.</summary>
    public static Frame Maintenance(JobEvent.MaintenanceChanged changed) => Text("maintenance", json =>
    {
        json.WriteBoolean("on", changed.On);
        json.WriteString("reason", changed.Reason);
    });

    public static Frame Features(JsonObject features) => Text("feature_flags", json =>
    {
        foreach (var (name, value) in features)
            json.Node(name, value);
    });

    /// <summary>Of comfyui-tooling-nodes: a page has handed a workflow over.</summary>
    public static Frame WorkflowPublished(string publisher, string publisherId, JsonNode workflow) => Text("etn_workflow_published", json =>
    {
        json.Object("publisher", () =>
        {
            json.WriteString("name", publisher);
            json.WriteString("id", publisherId);
        });
        json.Node("workflow", workflow);
    });

    public static Frame Logs(LogLine line) => Text("logs", json => InternalEndpoints.Logs(json, [line]));

    /// <summary>Null says that the worker has let go of the job.</summary>
    public static Frame Executing(string jobId, NodeRef? node) => Text("executing", json =>
    {
        if (node is null)
        {
            json.WriteNull("node");
        }
        else
        {
            json.WriteString("node", node.Id);
            json.WriteString("display_node", node.DisplayId);
        }

        json.WriteString("prompt_id", jobId);
    });

    public static Frame Executed(string jobId, ExecutionEvent.Executed shown) => Text("executed", json =>
    {
        json.WriteString("node", shown.Node.Id);
        json.WriteString("display_node", shown.Node.DisplayId);
        json.Node("output", shown.Ui);
        json.WriteString("prompt_id", jobId);
    });

    public static Frame Progress(string jobId, ExecutionEvent.Progress step) => Text("progress", json =>
    {
        json.WriteNumber("value", step.Value);
        json.WriteNumber("max", step.Max);
        json.WriteString("prompt_id", jobId);
        json.WriteString("node", step.Node.Id);
    });

    /// <summary>
    /// Every node touched in this run. When loops have made many, those inside expansions are left out once they have been told to be
    /// finished, and when there are very many, all are: each message repeats all, so n nodes would cost n² otherwise.
    /// </summary>
    public static Frame ProgressState(JobProgress progress) => Text("progress_state", json =>
    {
        var repeatsAll = progress.Nodes.Count <= MostNodes;
        var repeatsSent = progress.Nodes.Count <= MostSentNodes;
        json.WriteString("prompt_id", progress.JobId);
        json.Object("nodes", () =>
        {
            foreach (var entry in progress.Nodes)
            {
                if (repeatsAll || (repeatsSent && entry.Node.ParentId is null) || entry.State == NodeState.Running
                    || entry.Node.Id == progress.Touched)
                    json.Object(entry.Node.Id, () => NodeEntry(json, progress.JobId, entry));
            }
        });
    });

    public static Frame Started(Job job) => Text("execution_start", json => ComfyHistory.Started(json, job));

    public static Frame Cached(string jobId, JobProgress progress) =>
        Text("execution_cached",
            json => ComfyHistory.Cached(json, jobId, progress.CachedNodes ?? [], progress.CachedAt ?? progress.Started));

    /// <summary>execution_success, execution_error or execution_interrupted.</summary>
    public static Frame Ended(Job job)
    {
        var (type, data) = ComfyHistory.End(job);
        return Text(type, data);
    }

    /// <summary>An output was blocked with a message; the run goes on.</summary>
    public static Frame Blocked(string jobId, ExecutionFailure failure) =>
        Text("execution_error", json => ComfyHistory.Failed(json, jobId, JobFailure.From(failure), at: null));

    /// <summary>[1][1 JPEG | 2 PNG][picture], big-endian.</summary>
    public static Frame Preview(ExecutionEvent.Preview preview)
    {
        var frame = new byte[8 + preview.Image.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, PreviewImage);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), preview.MimeType == "image/png" ? 2u : 1u);
        preview.Image.CopyTo(frame.AsSpan(8));
        return new(frame, true);
    }

    /// <summary>[4][length of JSON][JSON][picture], big-endian.</summary>
    public static Frame PreviewWithMetadata(string jobId, ExecutionEvent.Preview preview)
    {
        var metadata = ComfyJson.Object(json =>
        {
            json.WriteString("node_id", preview.Node.Id);
            json.WriteString("prompt_id", jobId);
            json.WriteString("display_node_id", preview.Node.DisplayId);
            json.WriteString("parent_node_id", preview.Node.ParentId);
            json.WriteString("real_node_id", preview.Node.RealId ?? preview.Node.Id);
            json.WriteString("image_type", preview.MimeType);
        });
        var frame = new byte[8 + metadata.Length + preview.Image.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, PreviewImageWithMetadata);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)metadata.Length);
        metadata.CopyTo(frame, 8);
        preview.Image.CopyTo(frame.AsSpan(8 + metadata.Length));
        return new(frame, true);
    }

    /// <summary>[3][length of node id][node id][text], big-endian.</summary>
    public static Frame ProgressText(ExecutionEvent.Warned warned)
    {
        var node = Encoding.UTF8.GetBytes(warned.Node.DisplayId);
        var text = Encoding.UTF8.GetBytes(warned.Text);
        var frame = new byte[8 + node.Length + text.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, NodeText);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)node.Length);
        node.CopyTo(frame, 8);
        text.CopyTo(frame, 8 + node.Length);
        return new(frame, true);
    }

    private static void NodeEntry(Utf8JsonWriter json, string jobId, NodeProgress entry)
    {
        if (entry.Whole)
        {
            json.WriteNumber("value", entry.Value);
            json.WriteNumber("max", entry.Max);
        }
        else
        {
            json.Raw("value", ComfyJson.Float(entry.Value));
            json.Raw("max", ComfyJson.Float(entry.Max));
        }

        json.WriteString("state", entry.State == NodeState.Running ? "running" : "finished");
        json.WriteString("node_id", entry.Node.Id);
        json.WriteString("prompt_id", jobId);
        json.WriteString("display_node_id", entry.Node.DisplayId);
        json.WriteString("parent_node_id", entry.Node.ParentId);
        json.WriteString("real_node_id", entry.Node.RealId ?? entry.Node.Id);
    }

    private static void Line(Utf8JsonWriter json, int remaining) =>
        json.Object("status", () => json.Object("exec_info", () => json.WriteNumber("queue_remaining", remaining)));

    private static Frame Text(string type, Action<Utf8JsonWriter> data) => new(
        ComfyJson.Object(json =>
        {
            json.WriteString("type", type);
            json.Object("data", () => data(json));
        }),
        false);
}
