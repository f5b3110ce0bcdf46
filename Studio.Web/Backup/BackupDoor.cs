using System.Text.Json.Serialization;
using Studio.Web.Auth;

namespace Studio.Web.Backup;

/// <summary>The door of backups: the service, its schedule, and the administrator's routes. Restoring is a verb of the program.</summary>
internal static class BackupDoor
{
    public static IServiceCollection AddBackup(this IServiceCollection services) =>
        services.AddSingleton<HomeGate>().AddSingleton<Backups>().AddHostedService<BackupSchedule>();

    public static void MapBackup(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").WithTags("Administration").RequireAuthorization(Policies.Administer)
            .DisableCookieRedirect();
        admin.MapGet("/backups", (HttpContext context, CurrentUser user, Backups backups) =>
            Shown(backups.Look(Actor.From(context, user))));
        admin.MapPost("/backups", Begin);
        admin.MapGet("/backups/{name}", Download);
        admin.MapDelete("/backups/{name}", Delete);
        admin.MapGet("/home", (HttpContext context, CurrentUser user, Backups backups) =>
            ShownHome(backups.Look(Actor.From(context, user)).Away));
        admin.MapPost("/home", ConfirmHome);
    }

    private static IResult Begin(BackupBody body, HttpContext context, CurrentUser user, Backups backups) => Try(() =>
    {
        _ = backups.Begin(Actor.From(context, user), body.Pictures ?? false, body.ModelsList ?? false);
        return Results.Json(new { status = "started" }, statusCode: StatusCodes.Status202Accepted);
    });

    /// <summary>With Range, so that a long download goes on where it ended.</summary>
    private static IResult Download(string name, HttpContext context, CurrentUser user, Backups backups) => Try(() =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(backups.Take(Actor.From(context, user), name), "application/octet-stream", name, enableRangeProcessing: true);
    });

    private static IResult Delete(string name, HttpContext context, CurrentUser user, Backups backups) => Try(() =>
    {
        backups.Delete(Actor.From(context, user), name);
        return Results.Json(new { status = "ok" });
    });

    private static IResult ConfirmHome(HttpContext context, CurrentUser user, Backups backups)
    {
        backups.ConfirmHome(Actor.From(context, user));
        return ShownHome(null);
    }

    private static IResult Shown(BackupsNow now) => Results.Json(new
    {
        folder = now.Folder,
        encrypted = now.IsEncrypted,
        secrets = now.HoldsSecrets,
        running = now.Running is { } running ? new { step = running.Step, bytes = running.Bytes, total = running.Total } : null,
        problem = now.Problem,
        backups = now.Files.Select(file => new
        {
            name = file.Name, bytes = file.Bytes, made = file.Made, encrypted = file.IsEncrypted, scheduled = file.IsScheduled,
        }),
    });

    private static IResult ShownHome(AwayMark? away) => Results.Json(new
    {
        at_home = away is null, restored = away?.Restored, from = away is null ? null : $"{away.From.Machine}:{away.From.Path}",
    });

    private static IResult Try(Func<IResult> work)
    {
        try
        {
            return work();
        }
        catch (BackupException e)
        {
            return Results.Json(new { detail = e.Message },
                statusCode: e.Problem == BackupProblem.Missing ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict);
        }
    }

    internal sealed record BackupBody(bool? Pictures, [property: JsonPropertyName("models_list")] bool? ModelsList);
}
