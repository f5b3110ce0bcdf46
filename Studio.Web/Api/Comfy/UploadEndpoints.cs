using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Gallery;

namespace Studio.Web.Api.Comfy;

/// <summary>/upload/image and /upload/mask.</summary>
internal static class UploadEndpoints
{
    // room for the form around the file
    private const long FormOverhead = 1 << 20;

    public static void MapUploads(this IEndpointRouteBuilder group)
    {
        // the surface's limit is for JSON
        var limit = new RequestSizeLimitAttribute(group.ServiceProvider.GetRequiredService<StudioOptions>().MaxUploadBytes + FormOverhead);
        group.MapPost("/upload/image", UploadImageAsync).WithMetadata(limit);
        group.MapPost("/upload/mask", UploadMaskAsync).WithMetadata(limit);
    }

    private static async Task<IResult> UploadImageAsync(HttpRequest request, CurrentUser user, PictureGallery gallery,
        StudioOptions options)
    {
        var (upload, mistake) = await ReadAsync(request, options);
        return upload is null ? Bad(mistake!) : Keep(user, gallery, upload, upload.FileName, upload.Bytes);
    }

    /// <summary>The mask's alpha over the colours of the picture that original_ref names; that picture itself stays as it is.</summary>
    private static async Task<IResult> UploadMaskAsync(HttpRequest request, CurrentUser user, PictureGallery gallery, StudioOptions options)
    {
        var (upload, mistake) = await ReadAsync(request, options);
        if (upload is null)
            return Bad(mistake!);
        if (ReferenceIn(upload.Form) is not { } reference || reference["filename"].Text() is not { Length: > 0 } named)
            return Bad("original_ref must be JSON: {\"filename\": …, \"subfolder\": …, \"type\": …}.");
        var (name, folder) = ImageNames.Annotated(named, ImageNames.Folder(reference["type"].Text() ?? "output") ?? ImageFolder.Output);
        var subfolder = reference["subfolder"].Text() ?? "";
        if (name is "" or ['/' or '\\', ..] || name.Contains("..", StringComparison.Ordinal)
            || (reference["type"].Text() is { } type && ImageNames.Folder(type) is null))
            return Bad("original_ref must name a file in input, output or temp.");
        if (SafePath.WhyNot(subfolder) is { } problem)
            return ComfyAnswer.Error(StatusCodes.Status403Forbidden, "not_allowed",
                $"The subfolder of original_ref cannot be used. {problem}");
        if (gallery.Open(user, new(ImageNames.Split(name, folder).FileName, subfolder, folder)) is not { } original)
            return ComfyAnswer.NotFound("There is no picture that original_ref names.");
        var masked = await Task.Run(() => PictureMask.Apply(original, upload.Bytes), request.HttpContext.RequestAborted);
        return Keep(user, gallery, upload, Path.ChangeExtension(upload.FileName, ".png"), masked);
    }

    private static IResult Keep(CurrentUser user, PictureGallery gallery, Upload upload, string fileName, byte[] bytes)
    {
        if (gallery.Upload(user, upload.Folder, upload.Subfolder, fileName, bytes, upload.Overwrite, upload.ContentType) is not { } kept)
            return Bad(WhyNot(upload.Subfolder, fileName));
        return ComfyAnswer.Object(json =>
        {
            json.WriteString("name", kept.FileName);
            json.WriteString("subfolder", kept.Subfolder);
            json.WriteString("type", kept.Folder.WireName());
        });
    }

    private static string WhyNot(string subfolder, string fileName) => (SafePath.WhyNot(subfolder), SafePath.WhyNotName(fileName)) switch
    {
        ({ } problem, _) => $"The subfolder cannot be used. {problem}",
        (_, { } problem) => $"The file's name cannot be used. {problem}",
        _ => "The file cannot be kept there: a link leads out of the folder, a file stands where a folder is wanted, or the path is too long.",
    };

    private static async Task<(Upload? Upload, string? Mistake)> ReadAsync(HttpRequest request, StudioOptions options)
    {
        if (!request.HasFormContentType)
            return (null, "A multipart form with a file called image was expected.");
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(
                new() { MultipartBodyLengthLimit = options.MaxUploadBytes + FormOverhead, ValueCountLimit = 64,
                    ValueLengthLimit = 64 << 10 }, request.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is not BadHttpRequestException && StorageFault.Of(e) is not (null or StorageProblem.Unknown))
        {
            // large forms pass through a file of the system's temporary folder
            throw new EngineException(
                StorageFault.MayPass(e) ? EngineError.Storage : EngineError.Unwritable,
                $"The upload could not be received: {StorageFault.Reason(e)}", e);
        }
        catch (InvalidDataException e)
        {
            return (null, $"The form cannot be read: {e.Message}");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            return (null, "The form cannot be read: it ends too early.");
        }

        if (form.Files["image"] is not { } file || file.FileName.Length == 0)
            return (null, "The form has no file called image.");
        if (ImageNames.Folder(form.TryGetValue("type", out var type) ? type.ToString() : "input") is not { } folder)
            return (null, "type must be input, output or temp.");
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return (new(form, file.FileName, file.ContentType, bytes.ToArray(), folder, form["subfolder"].ToString(),
            form["overwrite"].ToString() is "true" or "True" or "1"), null);
    }

    /// <summary>One npm client spells the field originalRef.</summary>
    private static JsonObject? ReferenceIn(IFormCollection form)
    {
        var text = form.TryGetValue("original_ref", out var named) ? named.ToString() : form["originalRef"].ToString();
        return ComfyBody.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Value as JsonObject;
    }

    private static IResult Bad(string message) => ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", message);

    private sealed record Upload(IFormCollection Form, string FileName, string? ContentType, byte[] Bytes, ImageFolder Folder,
        string Subfolder, bool Overwrite);
}
