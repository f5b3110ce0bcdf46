using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Engine.Python;
using Studio.Engine.Workflows;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>/prompt, /queue, /interrupt, /free.</summary>
internal static class PromptEndpoints
{
    private const int LongestClientId = 256;

    public static void MapPrompts(this IEndpointRouteBuilder group)
    {
        group.MapGet("/prompt", (JobQueue queue) =>
            ComfyAnswer.Object(json => json.Object("exec_info", () => json.WriteNumber("queue_remaining", queue.Remaining))));
        group.MapPost("/prompt", PostPromptAsync);
        group.MapGet("/queue", GetQueue);
        group.MapPost("/queue", PostQueueAsync);
        group.MapPost("/interrupt", InterruptAsync);
        group.MapPost("/free", FreeAsync);
    }

    private static async Task<IResult> PostPromptAsync(HttpRequest request, CurrentUser user, JobQueue queue)
    {
        var (fields, refusal) = await ReadPromptAsync(request);
        if (fields is null)
            return refusal!;
        var (wanted, mistake) = Read(fields, request);
        if (wanted is null)
            return ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", mistake!);
        var result = await queue.EnqueueAsync(user, wanted);
        if (result.Job is not { } job)
            return ComfyAnswer.PromptError(result.Error!, result.NodeErrors);
        return ComfyAnswer.Object(json =>
        {
            json.WriteString("prompt_id", job.Id);
            json.Raw("number", ComfyHistory.Number(job));
            ComfyHistory.NodeErrors(json, result.NodeErrors);
        });
    }

    /// <summary>
    /// The body, or why there is none. It is counted before it is built: a prompt of too many nodes costs no more than its bytes.
    /// </summary>
    private static async Task<(JsonObject? Fields, IResult? Refusal)> ReadPromptAsync(HttpRequest request)
    {
        var (json, problem) = await ComfyBody.LookThroughAsync(request, keepNaN: true);
        if (json?.MembersOf("prompt") is > PromptParser.MaxNodes and var nodes)
            return (null, ComfyAnswer.PromptError(PromptParser.TooLarge(nodes).Error!, new Dictionary<string, NodeErrors>()));
        (var body, problem) = json is null ? (null, problem) : ComfyBody.Build(json);
        if (problem is not null)
            return (null, ComfyAnswer.BadJson(problem));
        return body switch
        {
            JsonObject fields when fields["prompt"] is not null => (fields, null),
            JsonObject file when Workflow.Is(file) => (new JsonObject { ["prompt"] = file }, null), // sent as it is
            _ => (null, NoPrompt(body as JsonObject ?? [])),
        };
    }

    /// <summary>A prompt is often sent as it is, without the object around it.</summary>
    private static IResult NoPrompt(JsonObject fields) => ComfyAnswer.Error(
        StatusCodes.Status400BadRequest,
        "no_prompt",
        "No prompt provided",
        fields.Any(field => field.Value is JsonObject node && node.ContainsKey("class_type"))
            ? "The body is the prompt itself. Send it as {\"prompt\": …}."
            : null);

    private static (JobRequest? Request, string? Mistake) Read(JsonObject fields, HttpRequest request)
    {
        if (fields["prompt"] is not JsonObject prompt)
            return (null, "prompt must be an object of nodes.");
        if (fields["extra_data"] is not (null or JsonObject))
            return (null, "extra_data must be an object.");
        if (fields["partial_execution_targets"] is { } targets && targets.Texts() is null)
            return (null, "partial_execution_targets must be a list of node ids.");
        if (!TryNumber(fields["number"], out var number))
            return (null, "number must be a number.");
        var client = fields["client_id"] is { } id ? id.Text() ?? id.ToJsonString() : null;
        if (client?.Length > LongestClientId)
            return (null, $"client_id has more than {LongestClientId} characters.");
        var extra = fields["extra_data"]?.DeepClone() as JsonObject;
        if (request.Headers["Comfy-Usage-Source"].ToString() is { Length: > 0 } source)
            (extra ??= [])["comfy_usage_source"] = source;
        return (new(prompt)
        {
            Id = fields["prompt_id"] is { } given ? given.Text() ?? given.ToJsonString() : null,
            ClientId = client,
            Number = number,
            Front = fields["front"].IsTruthy(),
            ExtraData = extra,
            Targets = fields["partial_execution_targets"].Texts(),
            Strict = request.Query["strict"].ToString() is "true" or "1",
        }, null);
    }

    /// <summary>Python's float(): numbers and texts that are numbers; absent is fine.</summary>
    private static bool TryNumber(JsonNode? value, out double? number)
    {
        number = null;
        if (value is null)
            return true;
        try
        {
            number = PythonValues.Float(value);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IResult GetQueue(CurrentUser user, JobQueue queue, JobTexts texts)
    {
        var line = queue.Line(user);
        return ComfyAnswer.Stream(async (to, cancellationToken) =>
        {
            await to.WriteAsync("{\"queue_running\":["u8.ToArray(), cancellationToken);
            foreach (var (index, running) in line.Running.Index())
            {
                if (index > 0)
                    await to.WriteAsync(","u8.ToArray(), cancellationToken);
                await to.WriteAsync(JobTexts.QueueItem(running.Job), cancellationToken);
            }
            await to.WriteAsync("],\"queue_pending\":["u8.ToArray(), cancellationToken);
            await texts.WriteAsync(to, JobTexts.QueueItem, user, line.Waiting.Select(waiting => waiting.Key), cancellationToken);
            await to.WriteAsync("]}"u8.ToArray(), cancellationToken);
        });
    }

    private static Task<IResult> PostQueueAsync(HttpRequest request, CurrentUser user, JobQueue queue) =>
        Removal.ReadAsync(request, () => queue.Clear(user), ids => queue.Delete(user, ids));

    /// <summary>A body that cannot be read means: whatever runs. One that names a job means only that.</summary>
    private static async Task<IResult> InterruptAsync(HttpRequest request, CurrentUser user, JobQueue queue)
    {
        var (body, _) = await ComfyBody.ReadAsync(request);
        if (body is not (null or JsonObject))
            return ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request",
                "An object with prompt_id, or nothing, was expected.");
        var id = (body as JsonObject)?["prompt_id"];
        queue.Interrupt(user, id.IsTruthy() ? id.Text() ?? "" : null);
        return ComfyAnswer.Nothing;
    }

    private static async Task<IResult> FreeAsync(HttpRequest request, CurrentUser user, IEngine engine)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null || body is not JsonObject fields)
            return ComfyAnswer.BadJson(problem ?? "An object was expected.");
        if (!user.MayRun)
            throw new UnauthorizedAccessException("Your role lets you look but not free memory.");
        var cache = fields["free_memory"].IsTruthy();
        if (cache || fields["unload_models"].IsTruthy())
            engine.Free(unloadModels: true, clearCache: cache);
        return ComfyAnswer.Nothing;
    }
}
