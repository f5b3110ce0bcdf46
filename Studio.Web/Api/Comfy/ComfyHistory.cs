using System.Text.Json;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Engine.Python;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>A job as ComfyUI's queue and history show it, and the data of the messages that both history and socket carry.</summary>
internal static class ComfyHistory
{
    /// <summary>[number, id, prompt, extra data, outputs to run].</summary>
    public static void QueueItem(Utf8JsonWriter json, Job job)
    {
        json.WriteStartArray();
        json.WriteRawValue(Number(job), skipInputValidation: true);
        json.WriteStringValue(job.Id);
        json.WriteRawValue(NotANumber.Shown(job.Prompt), skipInputValidation: true);
        json.WriteRawValue(NotANumber.Shown(job.ExtraData), skipInputValidation: true);
        json.Strings(job.Outputs);
        json.WriteEndArray();
    }

    /// <summary>The counter's numbers are integers, a client's own are floats.</summary>
    public static string Number(Job job) => job.NumberGiven ? ComfyJson.Float(job.Number) : ((long)job.Number).ToString();

    /// <summary>"id": {prompt, outputs, status, meta}.</summary>
    public static void Entry(Utf8JsonWriter json, Job job) => json.Object(job.Id, () =>
    {
        json.WritePropertyName("prompt");
        QueueItem(json, job);
        var outputs = job.Result?.Outputs ?? [];
        json.Object("outputs", () =>
        {
            foreach (var output in outputs)
                json.Raw(output.NodeId, output.Ui);
        });
        json.Object("status", () => Status(json, job));
        json.Object("meta", () =>
        {
            foreach (var output in outputs)
            {
                json.Object(output.NodeId, () =>
                {
                    json.WriteString("node_id", output.NodeId);
                    json.WriteString("display_node", output.DisplayId);
                    json.WriteString("parent_node", output.ParentId);
                    json.WriteString("real_node_id", output.RealId);
                });
            }
        });
    });

    public static void Started(Utf8JsonWriter json, Job job)
    {
        json.WriteString("prompt_id", job.Id);
        json.WriteNumber("timestamp", (job.Started ?? job.Created).ToUnixTimeMilliseconds());
    }

    public static void Cached(Utf8JsonWriter json, string jobId, IReadOnlyList<string> nodes, DateTimeOffset at)
    {
        json.Strings("nodes", nodes);
        json.WriteString("prompt_id", jobId);
        json.WriteNumber("timestamp", at.ToUnixTimeMilliseconds());
    }

    /// <summary>The message that ends the job: its type and its data.</summary>
    public static (string Type, Action<Utf8JsonWriter> Data) End(Job job) => job switch
    {
        { Result.Failure: { } failure } => ("execution_error", json => Failed(json, job.Id, failure, job.Ended)),
        { State: JobState.Interrupted, Result.Stop: { } stop } => ("execution_interrupted", json => Interrupted(json, job, stop)),
        _ => ("execution_success", json =>
        {
            json.WriteString("prompt_id", job.Id);
            json.WriteNumber("timestamp", (job.Ended ?? job.Created).ToUnixTimeMilliseconds());
        }),
    };

    /// <param name="at">Null where ComfyUI sends no timestamp: an output that was blocked.</param>
    public static void Failed(Utf8JsonWriter json, string jobId, JobFailure failure, DateTimeOffset? at)
    {
        json.WriteString("prompt_id", jobId);
        json.WriteString("node_id", failure.NodeId);
        json.WriteString("node_type", failure.NodeType);
        json.Strings("executed", failure.Executed);
        json.WriteString("exception_message", failure.Message);
        json.WriteString("exception_type", failure.ExceptionType);
        json.Strings("traceback", failure.Traceback);
        json.Raw("current_inputs", at is null ? "[]" : failure.CurrentInputs);
        json.Strings("current_outputs", failure.CurrentOutputs);
        if (at is { } time)
            json.WriteNumber("timestamp", time.ToUnixTimeMilliseconds());
    }

    /// <summary>What is wrong with a prompt, by node.</summary>
    public static void NodeErrors(Utf8JsonWriter json, IReadOnlyDictionary<string, NodeErrors> byNode) => json.Object("node_errors", () =>
    {
        foreach (var (id, node) in byNode)
        {
            json.Object(id, () =>
            {
                json.WriteStartArray("errors");
                foreach (var error in node.Errors)
                {
                    json.WriteStartObject();
                    Error(json, ErrorText.Of(error));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.Strings("dependent_outputs", node.DependentOutputs);
                json.WriteString("class_type", node.ClassType);
            });
        }
    });

    public static void Error(Utf8JsonWriter json, ErrorText error)
    {
        json.WriteString("type", error.Type);
        json.WriteString("message", error.Message);
        json.WriteString("details", error.Details);
        json.Raw("extra_info", NotANumber.Shown(error.ExtraInfo.ToJsonString()));
    }

    /// <summary>How an ended job ended, and the messages that told of it.</summary>
    public static void Status(Utf8JsonWriter json, Job job)
    {
        var success = job.State == JobState.Done;
        json.WriteString("status_str", success ? "success" : "error");
        json.WriteBoolean("completed", success);
        json.WriteStartArray("messages");
        if (job.Started is not null)
            Message(json, "execution_start", data => Started(data, job));
        if (job.Result is { CachedNodes: { } cached, CachedAt: { } at })
            Message(json, "execution_cached", data => Cached(data, job.Id, cached, at));
        foreach (var warning in job.Result?.Warnings ?? [])
            Message(json, "progress_text", data => Warned(data, job.Id, warning));
        var (type, end) = End(job);
        Message(json, type, end);
        json.WriteEndArray();
    }

    private static void Warned(Utf8JsonWriter json, string jobId, JobWarning warning)
    {
        json.WriteString("prompt_id", jobId);
        json.WriteString("node_id", warning.NodeId);
        json.WriteString("node_type", warning.NodeType);
        json.WriteString("text", warning.Text);
    }

    private static void Message(Utf8JsonWriter json, string type, Action<Utf8JsonWriter> data)
    {
        json.WriteStartArray();
        json.WriteStringValue(type);
        json.WriteStartObject();
        data(json);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Interrupted(Utf8JsonWriter json, Job job, JobStop stop)
    {
        json.WriteString("prompt_id", job.Id);
        json.WriteString("node_id", stop.NodeId);
        json.WriteString("node_type", stop.NodeType);
        json.Strings("executed", stop.Executed);
        json.WriteNumber("timestamp", (job.Ended ?? job.Created).ToUnixTimeMilliseconds());
    }
}
