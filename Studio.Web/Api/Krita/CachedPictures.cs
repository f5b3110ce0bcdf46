using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Studio.Engine.Imaging;
using Studio.Web.Auth;

namespace Studio.Web.Api.Krita;

/// <summary>/api/etn/image/{id}: pictures for prompts and from them, in memory, each account's own.</summary>
internal static partial class CachedPictures
{
    public static void MapCachedPictures(this IEndpointRouteBuilder group)
    {
        var limit = new RequestSizeLimitAttribute(group.ServiceProvider.GetRequiredService<StudioOptions>().MaxUploadBytes);
        group.MapPut("/image/{id}", KeepAsync).WithMetadata(limit).WithSummary("Keeps a picture for prompts that name it");
        group.MapGet("/image/{id}", Fetch).WithSummary("A picture that was kept, or that a prompt has made");
    }

    private static async Task<IResult> KeepAsync(string id, HttpRequest request, CurrentUser user, PictureCache cache,
        StudioOptions options)
    {
        if (!Id().IsMatch(id))
            return KritaAnswer.Error(StatusCodes.Status400BadRequest, "The id must be 1 to 64 letters, digits, '-' or '_'.");
        if (request.ContentLength > options.MaxUploadBytes)
            return KritaAnswer.Error(StatusCodes.Status413PayloadTooLarge, $"A picture may have {options.MaxUploadBytes >> 20} MiB.");
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        if (cache.Find(user.Id, id) is not null)
            return KritaAnswer.Status("cached");
        var picture = bytes.ToArray();
        var info = ImageCodec.Verify(picture, $"The picture '{id}'");
        return cache.Add(user.Id, id, new EncodedImage(picture, info.Format.MimeType()))
            ? KritaAnswer.Status("success", StatusCodes.Status201Created)
            : KritaAnswer.Status("cached");
    }

    private static IResult Fetch(string id, CurrentUser user, PictureCache cache) => cache.Find(user.Id, id) is { } picture
        ? TypedResults.Bytes(picture.Bytes, picture.MimeType)
        : KritaAnswer.Error(StatusCodes.Status404NotFound, "Image not found");

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
