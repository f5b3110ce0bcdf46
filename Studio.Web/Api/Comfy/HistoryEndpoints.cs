using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>/history: what ended, oldest first.</summary>
internal static class HistoryEndpoints
{
    private static readonly JobFilter Ended = new() { States = [JobState.Done, JobState.Failed, JobState.Interrupted],
        Order = JobOrder.FirstEnded };

    public static void MapHistory(this IEndpointRouteBuilder group)
    {
        group.MapGet("/history", GetHistory);
        group.MapGet("/history/{id}", GetOne);
        group.MapPost("/history", PostHistoryAsync);
    }

    /// <summary>offset counts from the oldest; without it max_items takes the newest.</summary>
    private static IResult GetHistory(HttpRequest request, CurrentUser user, JobQueue queue, JobTexts texts)
    {
        if (!request.Query.TryWhole("max_items", out var count) || !request.Query.TryWhole("offset", out var offset))
            return ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", "max_items and offset must be whole numbers.");
        if (count <= 0)
            return ComfyAnswer.Nothing;
        var keys = offset is >= 0 || count is null
            ? queue.History.Keys(user, Ended with { Offset = Math.Max(0, offset ?? 0), Limit = count ?? int.MaxValue })
            : queue.History.Keys(user, Ended with { Order = JobOrder.LastEnded, Limit = count.Value }).Reverse();
        return ComfyAnswer.Stream(async (to, cancellationToken) =>
        {
            await to.WriteAsync("{"u8.ToArray(), cancellationToken);
            await texts.WriteAsync(to, JobTexts.HistoryEntry, user, keys, cancellationToken);
            await to.WriteAsync("}"u8.ToArray(), cancellationToken);
        });
    }

    /// <summary>An empty object while the job waits or runs, and for one that is not the user's.</summary>
    private static IResult GetOne(string id, CurrentUser user, JobQueue queue) =>
        queue.Find(user, id) is { IsOver: true } job ? ComfyAnswer.Object(json => ComfyHistory.Entry(json, job)) : ComfyAnswer.Nothing;

    private static Task<IResult> PostHistoryAsync(HttpRequest request, CurrentUser user, JobQueue queue) =>
        Removal.ReadAsync(request, () => queue.History.Clear(user), ids => queue.History.Delete(user, ids));
}
