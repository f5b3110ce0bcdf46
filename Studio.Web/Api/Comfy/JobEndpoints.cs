using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// /api/jobs: waiting, running and ended jobs in one list, and taking them back. ComfyUI names these routes with /api, so that their
/// twins are at /api/api/jobs and /jobs is nothing.
/// </summary>
internal static class JobEndpoints
{
    private static readonly string[] SortKeys = ["created_at", "execution_duration"];

    public static void MapJobList(this IEndpointRouteBuilder group)
    {
        group.MapGet("/api/jobs", GetJobs);
        group.MapGet("/api/jobs/{id}", GetJob);
        group.MapPost("/api/jobs/{id}/cancel", (string id, CurrentUser user, JobQueue queue) => Cancelled(queue.Cancel(user, id)));
        group.MapPost("/api/jobs/cancel", CancelAsync);
    }

    private static IResult GetJobs(HttpRequest request, CurrentUser user, JobQueue queue, JobTexts texts)
    {
        var (filter, limit, mistake) = Read(request.Query);
        if (filter is null)
            return Bad(mistake!);
        var keys = queue.History.Keys(user, filter);
        var total = limit is null && filter.Offset == 0 ? keys.Count : queue.History.Count(user, filter);
        return ComfyAnswer.Stream(async (to, cancellationToken) =>
        {
            await to.WriteAsync("{\"jobs\":["u8.ToArray(), cancellationToken);
            await texts.WriteAsync(to, JobTexts.Summary, user, keys, cancellationToken);
            await to.WriteAsync("],\"pagination\":"u8.ToArray(), cancellationToken);
            await to.WriteAsync(ComfyJson.Object(json => Pagination(json, filter.Offset, limit, keys.Count, total)), cancellationToken);
            await to.WriteAsync("}"u8.ToArray(), cancellationToken);
        });
    }

    private static void Pagination(Utf8JsonWriter json, int offset, int? limit, int count, int total)
    {
        json.WriteNumber("offset", offset);
        if (limit is { } most)
            json.WriteNumber("limit", most);
        else
            json.WriteNull("limit");
        json.WriteNumber("total", total);
        json.WriteBoolean("has_more", offset + count < total);
    }

    private static IResult GetJob(string id, CurrentUser user, JobQueue queue) => queue.Find(user, id) is { } job
        ? ComfyAnswer.Object(json => ComfyJob.Whole(json, job))
        : ComfyAnswer.Object(json => json.WriteString("error", "Job not found"), StatusCodes.Status404NotFound);

    private static async Task<IResult> CancelAsync(HttpRequest request, CurrentUser user, JobQueue queue)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null)
            return Bad("Request body must be valid JSON");
        if (body is not JsonObject fields)
            return Bad("Request body must be a JSON object");
        if (fields["job_ids"] is not JsonArray list)
            return Bad("job_ids must be a list of job ids");
        var invalid = list.Where(entry => !IsJobId(entry.Text())).ToList();
        if (invalid.Count == 0)
            return Cancelled(queue.Cancel(user, list.Texts()!) > 0);
        return ComfyAnswer.Object(
            json =>
            {
                json.WriteString("error", "job_ids contains invalid id(s)");
                json.WriteStartArray("invalid_ids");
                foreach (var id in invalid)
                    json.WriteRawValue(id?.ToJsonString() ?? "null");
                json.WriteEndArray();
            },
            StatusCodes.Status400BadRequest);
    }

    /// <summary>What a query asks for, or the first mistake in it. A limit of null means all.</summary>
    private static (JobFilter? Filter, int? Limit, string? Mistake) Read(IQueryCollection query)
    {
        var wanted = Words(query["status"]);
        if (wanted.Where(name => ComfyJob.StateOf(name) is null).ToList() is { Count: > 0 } unknown)
            return (null, null,
                $"Invalid status value(s): {string.Join(", ", unknown)}. Valid values: {string.Join(", ", ComfyJob.StatusNames)}");
        var sort = Text(query, "sort_by", SortKeys[0]);
        if (!SortKeys.Contains(sort))
            return (null, null, "sort_by must be 'created_at' or 'execution_duration'");
        var direction = Text(query, "sort_order", "desc");
        if (direction is not ("asc" or "desc"))
            return (null, null, "sort_order must be 'asc' or 'desc'");
        if (!query.TryWhole("limit", out var limit))
            return (null, null, "limit must be an integer");
        if (limit <= 0)
            return (null, null, "limit must be a positive integer");
        if (!query.TryWhole("offset", out var offset))
            return (null, null, "offset must be an integer");
        var isAscending = direction == "asc";
        return (new()
        {
            States = wanted.Count == 0 ? null : [.. wanted.Select(name => ComfyJob.StateOf(name)!.Value)],
            WorkflowId = query["workflow_id"].ToString() is { Length: > 0 } workflow ? workflow : null,
            Order = sort == SortKeys[0]
                ? isAscending ? JobOrder.Oldest : JobOrder.Newest
                : isAscending ? JobOrder.Shortest : JobOrder.Longest,
            Offset = Math.Max(0, offset ?? 0),
            Limit = limit ?? int.MaxValue,
        }, limit, null);
    }

    private static List<string> Words(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => word.ToLowerInvariant())];

    private static string Text(IQueryCollection query, string name, string otherwise) =>
        query[name].ToString() is { Length: > 0 } text ? text.ToLowerInvariant() : otherwise;

    private static bool IsJobId(string? text) => Guid.TryParseExact(text, "D", out _);

    private static IResult Cancelled(bool any) => ComfyAnswer.Object(json => json.WriteBoolean("cancelled", any));

    private static IResult Bad(string error) =>
        ComfyAnswer.Object(json => json.WriteString("error", error), StatusCodes.Status400BadRequest);
}
