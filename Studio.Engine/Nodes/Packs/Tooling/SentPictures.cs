using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>Pictures on their way to a program: whole files, alpha kept in PNG.</summary>
internal static class SentPictures
{
    public const string Png = "PNG";
    public const string Jpeg = "JPEG";

    private const int JpegQuality = 95;

    public static IEnumerable<EncodedImage> Of(Image images, string format) =>
        Enumerable.Range(0, images.Count).Select(index => RgbImage.FromTensor(images.Pixels.Slice(index)))
            .Select(picture => format == Jpeg ? ImageCodec.EncodeJpeg(picture, JpegQuality) : ImageCodec.EncodePng(picture, level: 1));

    /// <summary>Sends each as a binary message to whoever sent the prompt.</summary>
    /// <returns>What is said of them beside.</returns>
    public static JsonArray Send(Image images, string format, NodeContext context)
    {
        var told = new JsonArray();
        foreach (var picture in Of(images, format))
        {
            context.Preview(picture.Bytes, picture.MimeType);
            context.Progress(told.Count, images.Count);
            told.Add(new JsonObject { ["source"] = "websocket", ["content-type"] = picture.MimeType, ["type"] = "output" });
        }
        return told;
    }
}
