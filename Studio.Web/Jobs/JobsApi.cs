using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Studio.Web.Auth;
using Studio.Web.Health;
using Studio.Web.Jobs.Held;

namespace Studio.Web.Jobs;

/// <summary>The queue's door: what it needs, and the Studio's own routes. ComfyUI's routes are in Api/Comfy.</summary>
public static class JobsApi
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobEvents>();
        services.AddSingleton<JobRules>();
        services.AddSingleton<JobLine>();
        services.AddSingleton<Leases>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<UserNodes>();
        services.AddSingleton<JobEnd>();
        services.AddSingleton<RunRequests>();
        services.AddSingleton<IQueueCounts>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton<IWorker, EngineWorker>();
        services.AddHostedService<JobRunner>();
        services.AddHostedService<LeaseKeeper>();
        services.AddSingleton<DiskWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<DiskWatch>());
        return services.AddHeldPrompts();
    }

    /// <summary>/api/queue/*: pausing, moving, running again.</summary>
    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/queue").WithTags("Queue").RequireScopes(Scopes.StudioRead, Scopes.StudioRun)
            .DisableCookieRedirect();
        group.MapGet("/state", (CurrentUser user, JobQueue queue) => StateOf(queue.Line(user)));
        group.MapPost("/pause",
            (PauseBody body, CurrentUser user, JobQueue queue) => Obey(() => queue.PauseByHand(user, body.Reason ?? "")));
        group.MapPost("/resume", (CurrentUser user, JobQueue queue) => Obey(() => queue.Resume(user)));
        group.MapPost("/{id}/move", (string id, MoveBody body, CurrentUser user, JobQueue queue) => Found(Move(queue, user, id, body)));
        group.MapHeld();
        group.MapPost("/{id}/replay", (string id, CurrentUser user, JobQueue queue) => ReplayAsync(queue, user, id));
        return routes;
    }

    private static bool Move(JobQueue queue, CurrentUser user, string id, MoveBody body) =>
        body.Position is { } position ? queue.MoveTo(user, id, position)
        : Enum.TryParse<JobMove>(body.To, ignoreCase: true, out var move) && queue.Move(user, id, move);

    private static async Task<IResult> ReplayAsync(JobQueue queue, CurrentUser user, string id)
    {
        try
        {
            return await queue.ReplayAsync(user, id) switch
            {
                null => NotFound(),
                { Job: { } job } => TypedResults.Ok(new { prompt_id = job.Id, replay_of = id }),
                var refused => TypedResults.BadRequest(new { detail = refused.Reason }),
            };
        }
        catch (JobRefusedException e)
        {
            return Refusal(e);
        }
    }

    private static IResult Obey(Action action)
    {
        try
        {
            action();
            return TypedResults.Ok(new { status = "ok" });
        }
        catch (JobRefusedException e)
        {
            return Refusal(e);
        }
    }

    private static IResult Found(bool done) => done ? TypedResults.Ok(new { status = "ok" }) : NotFound();

    private static NotFound<Detail> NotFound() => TypedResults.NotFound(new Detail("There is no such job waiting."));

    private static JsonHttpResult<Detail> Refusal(JobRefusedException e) =>
        TypedResults.Json(new Detail(e.Message), statusCode: StatusOf(e.Refusal));

    /// <summary>The status code of a refusal, the same on every surface.</summary>
    public static int StatusOf(JobRefusal refusal) => refusal switch
    {
        JobRefusal.NotAllowed => StatusCodes.Status403Forbidden,
        JobRefusal.QueueFull or JobRefusal.LimitReached => StatusCodes.Status429TooManyRequests,
        JobRefusal.DiskFull => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Sets Retry-After where the refusal knows it.</summary>
    public static void TellRetry(HttpContext context, JobRefusedException refused)
    {
        if (refused.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Auth.Refusal.Seconds(wait);
    }

    private static object StateOf(QueueLine list) => new
    {
        remaining = list.Remaining,
        paused = list.Pause is { } pause ? new { kind = pause.Kind.ToString(), reason = pause.Reason, since = pause.Since } : null,
        running = list.Running is [var first, ..] ? StateOf(first) : null,
        all_running = list.Running.Select(StateOf),
        waiting = list.Waiting.Select(
            (waiting, index) => new { id = waiting.Id, position = index, number = waiting.Number, created = waiting.Created }),
    };

    private static object StateOf(RunningNow running) => new
    {
        id = running.Job.Id,
        worker = running.Worker,
        attempt = running.Job.Attempt,
        node = running.Progress?.Current?.Id,
        node_type = running.Progress?.Current?.ClassType,
        value = running.Progress?.Value,
        max = running.Progress?.Max,
        steps_per_second = running.Progress?.StepsPerSecond,
        seconds_left = running.Progress?.TimeLeft?.TotalSeconds,
    };

    private sealed record Detail([property: JsonPropertyName("detail")] string Text);

    internal sealed record PauseBody(string? Reason);

    internal sealed record MoveBody(string? To, int? Position);
}
