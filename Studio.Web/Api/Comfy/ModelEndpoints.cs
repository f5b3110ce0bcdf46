using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Models;

namespace Studio.Web.Api.Comfy;

/// <summary>/models, /embeddings, /experiment/models and what a model file says of itself.</summary>
internal static class ModelEndpoints
{
    private const int PreviewSide = 1024;

    // no models, though they are kinds
    private static readonly string[] NotShown = ["configs", "custom_nodes"];

    public static void MapModelLists(this IEndpointRouteBuilder group)
    {
        group.MapGet("/embeddings",
            (ModelCatalog models) => ComfyAnswer.Strings(models.Names("embeddings").Select(name => Path.ChangeExtension(name, null))));
        group.MapGet("/models", (ModelCatalog models) => ComfyAnswer.Strings(models.Folders.Select(folder => folder.Key)));
        group.MapGet("/models/{folder}", (string folder, ModelCatalog models) =>
            models.Folder(folder) is null ? NoFolder(folder) : ComfyAnswer.Strings(models.Names(folder)));
        group.MapGet("/view_metadata/{folder}", ViewMetadata);
        group.MapGet("/experiment/models", Folders);
        group.MapGet("/experiment/models/{folder}", Files);
        group.MapGet("/experiment/models/preview/{folder}/{index:int}/{**name}", PreviewAsync);
    }

    private static IResult ViewMetadata(string folder, string? filename, ModelCatalog models)
    {
        if (models.Folder(folder) is null || filename is null || models.FindFile(folder, filename) is not { } file
            || ModelMetadata.Read(file) is not { } metadata)
            return ComfyAnswer.NotFound("There is no such .safetensors file, or it says nothing of itself.");
        return ComfyAnswer.Object(json =>
        {
            foreach (var (name, value) in metadata)
                json.WriteString(name, value);
        });
    }

    private static IResult Folders(CurrentUser user, ModelCatalog models, StudioOptions options) => ComfyAnswer.Array(json =>
    {
        foreach (var folder in models.Folders.Where(folder => !NotShown.Contains(folder.Key)))
        {
            json.WriteStartObject();
            json.WriteString("name", folder.Key);
            json.Strings("folders", folder.Paths.Select(path => ShownPath.Of(user, path, options)));
            json.Strings("extensions", folder.Extensions);
            json.WriteEndObject();
        }
    });

    private static IResult Files(string folder, ModelCatalog models)
    {
        if (models.Folder(folder) is null || NotShown.Contains(folder))
            return NoFolder(folder);
        return ComfyAnswer.Array(json =>
        {
            foreach (var file in models.Files(folder))
            {
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteNumber("pathIndex", file.PathIndex);
                json.Raw("modified", ComfyJson.Seconds(file.Modified));
                json.Raw("created", ComfyJson.Seconds(new DateTimeOffset(File.GetCreationTimeUtc(file.Path))));
                json.WriteNumber("size", file.Bytes);
                json.WriteEndObject();
            }
        });
    }

    /// <summary>The picture beside or inside a model file, as WebP.</summary>
    private static async Task<IResult> PreviewAsync(string folder, int index, string name, HttpContext context, ModelCatalog models,
        PictureView view)
    {
        if (models.FindFile(folder, Uri.UnescapeDataString(name)) is not { } file || file.PathIndex != index
            || ModelMetadata.Preview(file) is not { } picture)
            return ComfyAnswer.NotFound("There is no such model, or it has no preview picture.");
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return await view.ShrinkAsync(picture, PreviewSide, context.RequestAborted) is { } shown
            ? TypedResults.Bytes(shown.Bytes, shown.MimeType)
            : ComfyAnswer.NotFound("The preview is no picture that can be read.");
    }

    private static IResult NoFolder(string name) => ComfyAnswer.NotFound($"There is no kind of model called '{name}'.");
}
