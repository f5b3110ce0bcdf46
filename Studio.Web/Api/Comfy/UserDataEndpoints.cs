using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Studio.Web.Auth;
using Studio.Web.UserData;

namespace Studio.Web.Api.Comfy;

/// <summary>/userdata and /v2/userdata: a user's own files. A file's name is one segment, its slashes written %2F.</summary>
internal static class UserDataEndpoints
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static void MapUserData(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AddEndpointFilter(UserDataAnswer.Filter);
        group.MapGet("/userdata", List);
        group.MapGet("/v2/userdata", Browse);
        group.MapGet("/userdata/{file}", Send);
        // the surface's limit is for JSON
        var limit = routes.ServiceProvider.GetRequiredService<StudioOptions>().MaxUploadBytes;
        group.MapPost("/userdata/{file}", WriteAsync).WithMetadata(new RequestSizeLimitAttribute(limit));
        group.MapDelete("/userdata/{file}", Delete);
        group.MapPost("/userdata/{file}/move/{dest}", MoveAsync);
    }

    /// <summary>Names; with full_info objects; with split each path and its parts.</summary>
    private static IResult List(HttpRequest request, CurrentUser user, UserSpaces spaces, UserFiles files)
    {
        var space = UserEndpoints.Space(request, user, spaces);
        try
        {
            var found = files.List(space, request.Query["dir"], IsTrue(request, "recurse"));
            var (full, split) = (IsTrue(request, "full_info"), IsTrue(request, "split"));
            return ComfyAnswer.Array(json =>
            {
                foreach (var file in found)
                {
                    if (full)
                        Describe(json, file);
                    else if (split)
                        json.Strings([file.Path, .. file.Path.Split('/')]);
                    else
                        json.WriteStringValue(file.Path);
                }
            });
        }
        catch (UserDataException e)
        {
            return UserDataAnswer.Text(e);
        }
    }

    /// <summary>One of three npm clients says dir where it means path.</summary>
    private static IResult Browse(HttpRequest request, CurrentUser user, UserSpaces spaces, UserFiles files)
    {
        var folder = (string?)request.Query["path"] ?? request.Query["dir"];
        var entries = files.Browse(UserEndpoints.Space(request, user, spaces), Unescaped(folder ?? ""));
        return ComfyAnswer.Array(json =>
        {
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Name);
                json.WriteString("path", entry.Path);
                json.WriteString("type", entry.File is null ? "directory" : "file");
                if (entry.File is { } file)
                {
                    json.WriteNumber("size", file.Size);
                    json.Raw("modified", ComfyJson.Seconds(file.Modified));
                }

                json.WriteEndObject();
            }
        });
    }

    /// <summary>Always a download: shown as a page of this origin, a stranger's file could act as the user.</summary>
    private static IResult Send(string file, HttpContext context, CurrentUser user, UserSpaces spaces, UserFiles files)
    {
        var path = files.Find(UserEndpoints.Space(context.Request, user, spaces), Unescaped(file));
        var name = Path.GetFileName(path);
        SecurityHeaders.IsSomebodysFile(context);
        context.Response.Headers.CacheControl = Path.GetExtension(name).ToLowerInvariant() is ".js" or ".css" || name == "index.json"
            ? "no-store"
            : "private, no-cache";
        var written = File.GetLastWriteTimeUtc(path);
        return TypedResults.PhysicalFile(
            path,
            ContentTypes.TryGetContentType(name, out var known) ? known : "application/octet-stream",
            name,
            new DateTimeOffset(written),
            new EntityTagHeaderValue($"\"{written.Ticks:x}-{new FileInfo(path).Length:x}\""),
            enableRangeProcessing: true);
    }

    private static async Task<IResult> WriteAsync(string file, HttpRequest request, CurrentUser user, UserSpaces spaces,
        UserFiles files) => Stored(request, await files.WriteAsync(
        UserEndpoints.Space(request, user, spaces), Unescaped(file), request.Body, MayReplace(request),
        request.HttpContext.RequestAborted));

    private static IResult Delete(string file, HttpRequest request, CurrentUser user, UserSpaces spaces, UserFiles files)
    {
        files.Delete(UserEndpoints.Space(request, user, spaces), Unescaped(file));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> MoveAsync(string file, string dest, HttpRequest request, CurrentUser user, UserSpaces spaces,
        UserFiles files) => Stored(request, await files.MoveAsync(
        UserEndpoints.Space(request, user, spaces), Unescaped(file), Unescaped(dest), MayReplace(request)));

    private static IResult Stored(HttpRequest request, UserFile file) => ComfyAnswer.Write(json =>
    {
        if (IsTrue(request, "full_info"))
            Describe(json, file);
        else
            json.WriteStringValue(file.Path);
    });

    private static void Describe(Utf8JsonWriter json, UserFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteNumber("size", file.Size);
        json.WriteNumber("modified", file.Modified.ToUnixTimeMilliseconds());
        json.WriteNumber("created", file.Created.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    // the server has undone every escape but %2F; ComfyUI, too, decodes once more than a URL asks for
    private static string Unescaped(string name) => Uri.UnescapeDataString(name);

    private static bool IsTrue(HttpRequest request, string name) =>
        string.Equals(request.Query[name], "true", StringComparison.OrdinalIgnoreCase);

    private static bool MayReplace(HttpRequest request) =>
        !string.Equals(request.Query["overwrite"], "false", StringComparison.OrdinalIgnoreCase);
}
