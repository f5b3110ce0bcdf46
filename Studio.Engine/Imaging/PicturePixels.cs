using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>The pictures of a file as pixels: frames of an animation, pages of a document, upright, all of one size.</summary>
internal static class PicturePixels
{
    public static RgbImage Of(PictureSource source, ImageInfo info)
    {
        var pixels = source switch
        {
            { Animation: { } animation } => Played(source, animation, animation.Frames.Count),
            { Format: ImageFormat.Tiff } => Pages(source, info),
            _ => Upright(source, page: null, info.Orientation != 1).Then(image => Take(image, info.Frames)),
        };
        if (source.Format == ImageFormat.Gif)
            WhitenTransparent(pixels);
        return pixels;
    }

    /// <summary>Decodes all that <see cref="Of"/> would, row by row, and keeps nothing.</summary>
    public static void ReadThrough(PictureSource source, ImageInfo info)
    {
        if (source.Animation is { } animation)
            foreach (var frame in animation.Frames)
                source.Open(frame).Then(ReadThrough);
        else if (source.Format == ImageFormat.Tiff)
            for (var page = 0; page < info.Frames; page++)
                source.Open(page).Then(PictureColours.ToRgb8).Then(ReadThrough);
        else
            source.Open(page: null).Then(PictureColours.ToRgb8).Then(ReadThrough);
    }

    /// <param name="count">How many frames, from the first.</param>
    public static RgbImage Played(PictureSource source, AnimatedPng animation, int count)
    {
        var first = source.Open(animation.Frames[0]).Then(image => Take(image, 1));
        var size = animation.Height * animation.Width * first.Channels;
        var pixels = new byte[(long)count * size];
        var canvas = new FrameCanvas(animation.Width, animation.Height, first.Channels);
        for (var i = 0; i < count; i++)
        {
            canvas.Show(animation.Frames[i], i == 0 ? first : source.Open(animation.Frames[i]).Then(image => Take(image, 1)));
            canvas.CopyTo(pixels.AsSpan(i * size));
        }
        return new RgbImage(pixels, count, animation.Height, animation.Width, first.Channels);
    }

    /// <summary>What is turned must be had whole; the rest is read in order.</summary>
    public static VipsImage Upright(PictureSource source, int? page, bool mayBeTurned) => source
        .Open(page, inOrder: !mayBeTurned)
        .Then(image => mayBeTurned ? image.Autorot() : image.Copy())
        .Then(PictureColours.ToRgb8);

    public static RgbImage Take(VipsImage image, int frames)
    {
        RequireColours(image, frames);
        return new RgbImage(image.WriteToMemory<byte>(), frames, image.Height / frames, image.Width, image.Bands);
    }

    /// <summary>The pages of a TIFF that are as large as the first; ComfyUI passes over the others.</summary>
    private static RgbImage Pages(PictureSource source, ImageInfo info)
    {
        var pages = new List<RgbImage>();
        for (var page = 0; page < info.Frames; page++)
        {
            using var upright = Upright(source, page, mayBeTurned: true);
            if (pages.Count == 0 || (upright.Width, upright.Height, upright.Bands) == (pages[0].Width, pages[0].Height, pages[0].Channels))
                pages.Add(Take(upright, 1));
        }
        var first = pages[0];
        return pages.Count == 1
            ? first
            : new RgbImage([.. pages.SelectMany(page => page.Pixels)], pages.Count, first.Height, first.Width, first.Channels);
    }

    /// <summary>A GIF's transparent pixels have no colour; ComfyUI's decoder makes them white.</summary>
    private static void WhitenTransparent(RgbImage pictures)
    {
        for (var i = 3; pictures.HasAlpha && i < pictures.Pixels.Length; i += 4)
            if (pictures.Pixels[i] == 0)
                pictures.Pixels.AsSpan(i - 3, 3).Fill(255);
    }

    private static double ReadThrough(VipsImage image)
    {
        RequireColours(image, frames: 1);
        return image.Avg();
    }

    private static void RequireColours(VipsImage image, int frames)
    {
        if (image.Bands < 3 || image.Height % frames != 0)
            throw new EngineException(EngineError.Native,
                $"{image.Bands} channels and {image.Height} rows for {frames} frames do not fit together");
    }
}
