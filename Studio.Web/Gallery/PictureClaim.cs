using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>An upload that says it is a picture and is none that can be read.</summary>
public sealed class NotAPictureException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// Uploads are decoded before they are believed: whatever claims to be a picture, by its name, its content type or its first bytes, must
/// decode, whole and within the limits. Anything else (audio, video, latents, SVG) is kept unread and only ever sent as an attachment or as
/// mere data.
/// </summary>
internal static class PictureClaim
{
    private static readonly HashSet<string> Extensions = new(
        [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".avif", ".tif", ".tiff", ".bmp", ".ico", ".heic", ".heif", ".jxl"],
        StringComparer.OrdinalIgnoreCase);

    /// <exception cref="NotAPictureException">It claims to be one and cannot be decoded.</exception>
    public static void Check(string fileName, string? contentType, byte[] bytes)
    {
        if (!Extensions.Contains(Path.GetExtension(fileName)) && !IsPictureType(contentType) && ImageFormats.Detect(bytes) is null)
            return;
        try
        {
            ImageCodec.Verify(bytes, "The file");
        }
        catch (EngineException e) when (e.Kind == EngineError.BadFile)
        {
            throw new NotAPictureException(e.Message, e);
        }
    }

    private static bool IsPictureType(string? contentType) =>
        contentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true
            && !contentType.StartsWith("image/svg", StringComparison.OrdinalIgnoreCase);
}
