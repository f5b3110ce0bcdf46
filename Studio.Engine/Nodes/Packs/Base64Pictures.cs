using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Pictures that stand in the prompt itself, in base64.</summary>
internal static class Base64Pictures
{
    /// <summary>The picture and, from its alpha, the mask of what is left out.</summary>
    /// <param name="base64">With or without "data:image/png;base64," before it.</param>
    /// <exception cref="EngineException">It is no base64 (BadPrompt), or no picture (BadFile).</exception>
    public static PictureAndMask Load(string base64)
    {
        var decoded = ImageCodec.Load(Bytes(base64), "The picture in the prompt");
        return new PictureAndMask(decoded.ToImage(), decoded.ToMask());
    }

    /// <summary>The picture and its alpha as a mask, 1 where it has none.</summary>
    public static PictureAndMask Opaque(string base64)
    {
        var decoded = ImageCodec.Load(Bytes(base64), "The picture in the prompt");
        var image = decoded.ToImage();
        return new PictureAndMask(image, Alpha(image, decoded.Pixels.HasAlpha ? decoded.ToMask() : null));
    }

    private static Mask Alpha(Image image, Mask? leftOut)
    {
        var alpha = new Tensors.Tensor(1, image.Height, image.Width);
        for (var i = 0; i < alpha.Length; i++)
            alpha.Span[i] = leftOut is null ? 1 : 1 - leftOut.Values.Span[i];
        return new Mask(alpha);
    }

    /// <summary>The picture, and its alpha as a mask only where it has one.</summary>
    public static (Image Image, Mask? Mask) WithAlpha(string base64)
    {
        var decoded = ImageCodec.Load(Bytes(base64), "The picture in the prompt");
        return (decoded.ToImage(), decoded.Pixels.HasAlpha ? Alpha(decoded.ToImage(), decoded.ToMask()) : null);
    }

    /// <summary>The first colour of a picture as a mask.</summary>
    public static Mask FirstChannel(string base64)
    {
        var pixels = ImageCodec.Load(Bytes(base64), "The mask in the prompt").ToImage().Pixels;
        var mask = new Tensors.Tensor(pixels.Size(0), pixels.Size(1), pixels.Size(2));
        for (var i = 0; i < mask.Length; i++)
            mask.Span[i] = pixels.Span[i * pixels.Size(3)];
        return new Mask(mask);
    }

    public static byte[] Bytes(string base64)
    {
        var comma = base64.StartsWith("data:", StringComparison.Ordinal) ? base64.IndexOf(',', StringComparison.Ordinal) : -1;
        try
        {
            return Convert.FromBase64String(base64[(comma + 1)..]);
        }
        catch (FormatException exception)
        {
            throw new EngineException(EngineError.BadPrompt,
                "What should be a picture is no base64. Send the file's bytes in base64.", exception);
        }
    }

    /// <summary>The values, and the picture shown or saved as a choice of Easy-Use says.</summary>
    public static NodeOutput Shown(PictureAndMask loaded, string choice, string prefix, PictureWriter pictures, NodeContext context)
    {
        var isSaved = choice.Contains("Save", StringComparison.Ordinal);
        var ui = choice is "Hide" or "None" ? null : isSaved
            ? pictures.Save(loaded.Image, ImageFolder.Output, prefix, compression: 4, context.Run)
            : pictures.Save(loaded.Image, ImageFolder.Temp, pictures.PreviewPrefix, compression: 1, context.Run);
        return NodeOutput.Plain([loaded.Image, loaded.Mask], choice.StartsWith("Hide", StringComparison.Ordinal) ? null : ui);
    }
}
