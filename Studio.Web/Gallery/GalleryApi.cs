using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Python;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Gallery;

/// <summary>The gallery's door: list, look, download, delete. A picture is named by filename, subfolder and type, as everywhere.</summary>
public static class GalleryApi
{
    public static IServiceCollection AddGallery(this IServiceCollection services)
    {
        services.AddSingleton<ImageStore>();
        services.AddSingleton(new PictureCache());
        services.AddSingleton<UserPictures>();
        services.AddSingleton<IUserFiles>(provider => provider.GetRequiredService<UserPictures>());
        services.AddSingleton<IUntoldPictures>(provider => provider.GetRequiredService<UserPictures>());
        services.AddSingleton<GalleryIndex>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<PictureView>();
        services.AddSingleton<PictureGallery>();
        services.AddSingleton<PictureListIndex>();
        services.AddSingleton<PictureMarksIndex>();
        services.AddSingleton<PictureShelf>();
        services.AddSingleton<BoardIndex>();
        services.AddSingleton<PictureBoards>();
        services.AddSingleton<PictureZips>();
        services.AddHostedService<BinPurge>();
        services.AddSingleton<IJobOutputs, GalleryRecorder>();
        services.AddSingleton<IPictureTexts, PictureTexts>();
        services.AddSingleton<GalleryScan>();
        services.AddHostedService(provider => provider.GetRequiredService<GalleryScan>());
        return services;
    }

    public static IEndpointRouteBuilder MapGallery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/gallery").WithTags("Gallery").RequireScopes(Scopes.GalleryRead, Scopes.GalleryWrite)
            .DisableCookieRedirect();
        group.MapGet("", List);
        group.MapGet("/item", Describe);
        group.MapGet("/thumbnail", ThumbnailAsync);
        group.MapGet("/download", Download);
        group.MapGet("/zip/{name}", Zip).WithSummary("The pictures that a page of this user has just asked for, as one ZIP file.");
        group.MapDelete("/item", Delete);
        group.MapBoards();
        return routes;
    }

    private static IResult List(CurrentUser user, PictureGallery gallery, string? text, string? job, string? type, bool? oldest,
        int offset = 0, int limit = 50)
    {
        if (ImageNames.Folder(type ?? "output") is not { } folder)
            return TypedResults.BadRequest(new { detail = "type must be output, input or temp." });
        if (offset < 0 || limit is < 1 or > 1000)
            return TypedResults.BadRequest(new { detail = "offset must not be negative, and limit must be 1 to 1000." });
        var page = gallery.List(user,
            new() { Folder = folder, Text = text, JobId = job, OldestFirst = oldest ?? false, Offset = offset, Limit = limit });
        return TypedResults.Json(new { items = page.Pictures.Select(ShapeOf), total = page.Total, offset, limit });
    }

    private static IResult Describe(CurrentUser user, PictureGallery gallery, string filename, string? subfolder, string? type)
    {
        if (Named(filename, subfolder, type) is not { } image || gallery.Find(user, image) is not { } picture)
            return Missing();
        var shape = JsonSerializer.SerializeToNode(ShapeOf(picture))!.AsObject();
        foreach (var (key, text) in gallery.Texts(user, image) ?? new Dictionary<string, string>())
            shape[key is "prompt" or "workflow" ? key : $"text:{key}"] = AsJson(text);
        return TypedResults.Json(shape);
    }

    private static async Task<IResult> ThumbnailAsync(
        HttpContext context, CurrentUser user, PictureGallery gallery, string filename, string? subfolder, string? type, int size = 256)
    {
        if (Named(filename, subfolder, type) is not { } image
            || await gallery.ThumbnailAsync(user, image, size, context.RequestAborted) is not { } path)
            return Missing();
        context.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.PhysicalFile(path, "image/webp", lastModified: new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
    }

    private static IResult Download(HttpContext context, CurrentUser user, PictureGallery gallery, string filename, string? subfolder,
        string? type)
    {
        if (Named(filename, subfolder, type) is not { } image || gallery.Open(user, image) is not { } path)
            return Missing();
        SecurityHeaders.IsSomebodysFile(context);
        return TypedResults.PhysicalFile(path, "application/octet-stream", image.FileName,
            new DateTimeOffset(File.GetLastWriteTimeUtc(path)), enableRangeProcessing: true);
    }

    private static IResult Zip(HttpContext context, CurrentUser user, PictureZips zips, string name)
    {
        if (zips.Find(user, name) is not { } pictures)
            return TypedResults.NotFound(new { detail = "There is no such file any more. Ask for it again." });
        return TypedResults.Stream(output => zips.WriteAsync(user, pictures, output, context.RequestAborted), "application/zip",
            "studio-pictures.zip");
    }

    private static IResult Delete(CurrentUser user, PictureGallery gallery, string filename, string? subfolder, string? type) =>
        Named(filename, subfolder, type) is { } image && gallery.Delete(user, image) ? TypedResults.Ok(new { status = "ok" }) : Missing();

    private static StoredImage? Named(string fileName, string? subfolder, string? type) =>
        ImageNames.Folder(type ?? "output") is { } folder ? new StoredImage(fileName, subfolder ?? "", folder) : null;

    private static IResult Missing() => TypedResults.NotFound(new { detail = "There is no such picture." });

    internal static object ShapeOf(Picture picture) => new
    {
        filename = picture.Image.FileName,
        subfolder = picture.Image.Subfolder,
        type = picture.Image.Folder.WireName(),
        bytes = picture.Bytes,
        width = picture.Width,
        height = picture.Height,
        created = picture.Created,
        settings = picture.Settings,
        job_id = picture.Owners.Select(owner => owner.JobId).FirstOrDefault(id => id is not null),
    };

    private static JsonNode? AsJson(string text)
    {
        try
        {
            return PythonJson.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
