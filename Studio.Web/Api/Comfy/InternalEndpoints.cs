using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Logs;
using Studio.Web.Models;

namespace Studio.Web.Api.Comfy;

/// <summary>/internal: what ComfyUI's own front end looks at. These routes have no twin under /api.</summary>
internal static class InternalEndpoints
{
    public static void MapInternal(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal");
        group.MapGet("/folder_paths", FolderPaths);
        group.MapGet("/files/{type}", Files);
        // the log tells of everybody's doings
        var logs = group.MapGroup("/logs").RequireAuthorization(Policies.Operate);
        logs.MapGet("", (LogMemory log) => ComfyAnswer.Json(string.Concat(log.Lines.Select(line => $"{Time(line)} - {line.Text}"))));
        logs.MapGet("/raw", (LogMemory log) => ComfyAnswer.Object(json => Logs(json, log.Lines)));
        logs.MapPatch("/subscribe", SubscribeAsync);
    }

    /// <summary>{"entries": […], "size": …}: the answer of /raw and the data of the socket's message.</summary>
    public static void Logs(Utf8JsonWriter json, IReadOnlyList<LogLine> lines)
    {
        json.WriteStartArray("entries");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("t", Time(line));
            json.WriteString("m", line.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Object("size", () =>
        {
            // of a terminal, which the server has not: what one usually has
            json.WriteNumber("cols", 80);
            json.WriteNumber("rows", 24);
        });
    }

    private static string Time(LogLine line) => line.Time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>The socket of that client gets lines from here on; one that is not connected gets none.</summary>
    private static async Task<IResult> SubscribeAsync(HttpRequest request, CurrentUser user, ComfySockets sockets)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null || (body as JsonObject)?["clientId"].Text() is not { } client)
            return ComfyAnswer.BadJson(problem ?? "An object with clientId and enabled was expected.");
        sockets.Find(user, client)?.FollowLogs(((JsonObject)body)["enabled"].IsTruthy());
        return ComfyAnswer.Nothing;
    }

    private static IResult FolderPaths(CurrentUser user, ModelCatalog models, StudioOptions options) => ComfyAnswer.Object(json =>
    {
        foreach (var folder in models.Folders)
            json.Strings(folder.Key, folder.Paths.Select(path => ShownPath.Of(user, path, options)));
    });

    /// <summary>The files at the top of a folder that the user may see, newest first: "name [type]".</summary>
    private static IResult Files(string type, CurrentUser user, PictureGallery gallery) => ImageNames.Folder(type) is { } folder
        ? ComfyAnswer.Strings(gallery.FileNames(user, folder).Select(name => $"{name} [{type}]"))
        : ComfyAnswer.Object(json => json.WriteString("error", "Invalid directory type"), StatusCodes.Status400BadRequest);
}
