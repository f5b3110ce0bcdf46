using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>A picture made anew for looking at: ComfyUI's preview and channel parameters.</summary>
public sealed class PictureView : IDisposable
{
    private const int UsualQuality = 90;

    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <param name="preview">"webp;80": format and quality. Anything but jpeg is WebP, and so is jpeg when alpha is wanted.</param>
    /// <param name="channel">rgb drops alpha, a shows it alone; anything else keeps the picture.</param>
    /// <returns>Null when neither asks for anything: send the file.</returns>
    /// <exception cref="EngineException">BadFile: it is no picture.</exception>
    public async Task<EncodedImage?> RenderAsync(string path, string? preview, string? channel, CancellationToken cancellationToken)
    {
        if (preview is null && channel is not ("rgb" or "a"))
            return null;
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Render(path, preview, channel), cancellationToken);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <summary>
    /// A picture that is no file of the store as a WebP of at most <paramref name="side"/> pixels; null when it is no picture.
    /// </summary>
    public async Task<EncodedImage?> ShrinkAsync(byte[] picture, int side, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => ImageCodec.Thumbnail(picture, side), cancellationToken);
        }
        catch (EngineException e) when (e.Kind == EngineError.BadFile)
        {
            return null;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose() => _atOnce.Dispose();

    private static EncodedImage Render(string path, string? preview, string? channel)
    {
        var picture = ImageCodec.Load(path).Pixels.Frame(0);
        if (preview is not null)
        {
            var parts = preview.Split(';');
            var quality = parts.Length > 1 && int.TryParse(parts[^1], out var asked) ? Math.Clamp(asked, 1, 100) : UsualQuality;
            var jpeg = parts[0] == "jpeg" && channel?.Contains('a') != true;
            return jpeg
                ? ImageCodec.EncodeJpeg(picture, quality)
                : ImageCodec.EncodeWebp(channel == "rgb" ? picture.WithoutAlpha() : picture, quality);
        }

        if (channel == "rgb")
            return ImageCodec.EncodePng(picture.WithoutAlpha());
        var black = new RgbImage(new byte[picture.Width * picture.Height * 3], 1, picture.Height, picture.Width, 3);
        return ImageCodec.EncodePng(black.WithAlpha(picture.Alpha()));
    }
}
