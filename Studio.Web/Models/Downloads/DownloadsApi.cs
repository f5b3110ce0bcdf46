using Studio.Web.Auth;

namespace Studio.Web.Models.Downloads;

/// <summary>/api/models/downloads: what is fetched, and the tokens that it is fetched with.</summary>
internal static class DownloadsApi
{
    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/models/downloads").WithTags("Models").RequireScopes(Scopes.ModelsRead, Scopes.ModelsFetch)
            .DisableCookieRedirect();
        group.MapGet("", (DownloadQueue queue) => TypedResults.Json(queue.List().Select(DownloadShapes.Of)));
        group.MapPost("", Add);
        group.MapGet("/{id}", (string id, DownloadQueue queue) => queue.Find(id) is { } one
            ? TypedResults.Json(DownloadShapes.Of(one))
            : Detail(StatusCodes.Status404NotFound, "There is no such download."));
        group.MapDelete("/{id}", (string id, CurrentUser user, DownloadQueue queue) => Answer(() =>
        {
            queue.Remove(user, id);
            return TypedResults.Json(new { status = "ok" });
        }));
        group.MapPost("/{id}/pause", (string id, CurrentUser user, DownloadQueue queue) => Changed(() => queue.Pause(user, id)));
        group.MapPost("/{id}/cancel", (string id, CurrentUser user, DownloadQueue queue) => Changed(() => queue.Cancel(user, id)));
        group.MapPost("/{id}/resume", (string id, string? kind, CurrentUser user, DownloadQueue queue) =>
            Changed(() => queue.Resume(user, id, kind)));
        group.MapPost("/{id}/priority", (string id, PriorityBody body, CurrentUser user, DownloadQueue queue) =>
            Changed(() => queue.SetPriority(user, id, body.Priority ?? 0)));
    }

    /// <summary>What a body asks for, of whichever door.</summary>
    /// <exception cref="DownloadException">BadRequest: it names no source, or several.</exception>
    internal static DownloadRequest RequestOf(DownloadBody body)
    {
        string?[] named = [body.Url, body.Hf, body.Civitai];
        if (named.Count(one => !string.IsNullOrWhiteSpace(one)) != 1)
            throw new DownloadException(DownloadRefusal.BadRequest, "Send one of url, hf (owner/repo/file) and civitai (number of a model version).");
        var source = !string.IsNullOrWhiteSpace(body.Url) ? DownloadSource.Parse(body.Url)
            : !string.IsNullOrWhiteSpace(body.Hf) ? DownloadSource.OfRepository(WithoutPrefix(body.Hf.Trim(), "hf:"))
            : DownloadSource.OfVersion(WithoutPrefix(body.Civitai!.Trim(), "civitai:"));
        return new(source, Empty(body.Kind), Empty(body.Name), Empty(body.Sha256), body.Priority ?? 0);
    }

    internal static IResult Answer(Func<IResult> work)
    {
        try
        {
            return work();
        }
        catch (DownloadException e)
        {
            return Detail(StatusOf(e.Refusal), e.Message);
        }
    }

    internal static int StatusOf(DownloadRefusal refusal) => refusal switch
    {
        DownloadRefusal.NotAllowed => StatusCodes.Status403Forbidden,
        DownloadRefusal.NotFound => StatusCodes.Status404NotFound,
        DownloadRefusal.Conflict => StatusCodes.Status409Conflict,
        DownloadRefusal.Offline => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    internal static IResult Detail(int status, string detail) => TypedResults.Json(new { detail }, statusCode: status);

    private static IResult Add(DownloadBody body, CurrentUser user, DownloadQueue queue) => Answer(() =>
    {
        var (download, isNew) = queue.Add(user, RequestOf(body));
        return TypedResults.Json(DownloadShapes.Of(download), statusCode: isNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    });

    private static IResult Changed(Func<Download> change) => Answer(() => TypedResults.Json(DownloadShapes.Of(change())));

    private static string WithoutPrefix(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text;

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    internal sealed record DownloadBody(string? Url, string? Hf,
        [property: System.Text.Json.Serialization.JsonConverter(typeof(NumberOrText))] string? Civitai,
        string? Kind, string? Name, string? Sha256, int? Priority);

    internal sealed record PriorityBody(int? Priority);
}
