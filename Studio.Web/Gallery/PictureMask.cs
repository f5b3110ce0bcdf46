using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>What a mask editor sends: a picture whose alpha is to replace that of another one.</summary>
public static class PictureMask
{
    /// <summary>A PNG with the original's colours and texts and the mask's alpha. Of animations the first frame counts.</summary>
    /// <exception cref="EngineException">BadFile: one of the two is no picture, or their sizes differ.</exception>
    public static byte[] Apply(string original, byte[] mask)
    {
        var colours = ImageCodec.Load(original).Pixels.Frame(0);
        var alpha = ImageCodec.Decode(mask, "The mask").Pixels.Frame(0);
        if ((colours.Width, colours.Height) != (alpha.Width, alpha.Height))
        {
            throw new EngineException(
                EngineError.BadFile,
                $"The mask has {alpha.Width} x {alpha.Height} pixels and its original {colours.Width} x {colours.Height}; they must have the same size.");
        }

        return ImageCodec.EncodePng(colours.WithAlpha(alpha.Alpha()), text: ImageCodec.ReadText(original)).Bytes;
    }
}
