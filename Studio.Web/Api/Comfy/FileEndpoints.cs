using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Gallery;

namespace Studio.Web.Api.Comfy;

/// <summary>/view: a picture as it is, or made anew for looking at.</summary>
internal static class FileEndpoints
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static void MapFiles(this IEndpointRouteBuilder group) => group.MapGet("/view", ViewAsync);

    private static async Task<IResult> ViewAsync(HttpContext context, CurrentUser user, PictureGallery gallery, PictureView view)
    {
        var query = context.Request.Query;
        if (!query.TryGetValue("filename", out var asked))
            return ComfyAnswer.NotFound("filename is missing.");
        var (name, annotated) = ImageNames.Annotated(asked.ToString(), ImageFolder.Output);
        if (name.Length == 0 || name[0] is '/' or '\\' || name.Contains("..") || name.Any(char.IsControl))
            return ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", "filename must be a plain file name.");
        if (query.TryGetValue("type", out var type) && ImageNames.Folder(type) is null)
            return ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", "type must be input, output or temp.");
        var folder = name.Length < asked.ToString().Length ? annotated : ImageNames.Folder(type) ?? annotated;
        var subfolder = query["subfolder"].ToString();
        if (subfolder.All(letter => letter == '/'))
            subfolder = "";
        if (SafePath.WhyNot(subfolder) is { } problem)
            return ComfyAnswer.Error(StatusCodes.Status403Forbidden, "not_allowed", problem);

        var image = new StoredImage(ImageNames.Split(name, folder).FileName, subfolder, folder);
        if (gallery.Open(user, image) is not { } path)
            return ComfyAnswer.NotFound("There is no such file.");
        SecurityHeaders.IsSomebodysFile(context);
        context.Response.Headers.CacheControl = "private, no-cache";
        if (await view.RenderAsync(path, Value(query, "preview"), Value(query, "channel"), context.RequestAborted) is { } rendered)
        {
            Disposition(context, image.FileName, attachment: false);
            return TypedResults.Bytes(rendered.Bytes, rendered.MimeType);
        }

        return Raw(context, image.FileName, path);
    }

    private static IResult Raw(HttpContext context, string fileName, string path)
    {
        var contentType = ContentTypes.TryGetContentType(fileName, out var known) ? known : "application/octet-stream";
        var isActive = IsActive(contentType);
        if (isActive)
        {
            // shown as a page of this origin it could act as the user; an <img> cannot run what is inside an SVG
            var isPicture = contentType == "image/svg+xml" && context.Request.Headers["Sec-Fetch-Dest"] == "image";
            context.Response.Headers.Vary = "Sec-Fetch-Dest";
            context.Response.Headers.CacheControl = "no-store";
            isActive = !isPicture;
        }

        Disposition(context, fileName, isActive);
        var written = File.GetLastWriteTimeUtc(path);
        return TypedResults.PhysicalFile(
            path,
            isActive ? "application/octet-stream" : contentType,
            lastModified: new DateTimeOffset(written),
            entityTag: new EntityTagHeaderValue($"\"{written.Ticks:x}-{new FileInfo(path).Length:x}\""),
            enableRangeProcessing: true);
    }

    /// <summary>Everything that is not known to be mere data.</summary>
    private static bool IsActive(string contentType) => contentType == "image/svg+xml"
        || !(contentType.StartsWith("image/", StringComparison.Ordinal)
            || contentType.StartsWith("audio/", StringComparison.Ordinal)
            || contentType.StartsWith("video/", StringComparison.Ordinal)
            || contentType.StartsWith("model/", StringComparison.Ordinal)
            || contentType is "text/plain" or "application/json");

    /// <summary>filename="x" without a disposition word, as ComfyUI sends it; other alphabets in the standard's own way.</summary>
    private static void Disposition(HttpContext context, string fileName, bool attachment)
    {
        var isAscii = fileName.All(char.IsAscii);
        var name = isAscii ? $"filename=\"{fileName}\"" : $"filename*=UTF-8''{Uri.EscapeDataString(fileName)}";
        context.Response.Headers.ContentDisposition = attachment ? $"attachment; {name}" : name;
    }

    private static string? Value(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) && value.ToString().Length > 0 ? value.ToString() : null;
}
