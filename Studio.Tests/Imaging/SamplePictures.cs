using NetVips;
using Studio.Engine.Imaging;
using VipsImage = NetVips.Image;

namespace Studio.Tests.Imaging;

/// <summary>Pictures and files made on the spot.</summary>
internal static class SamplePictures
{
    /// <summary>A smooth picture with a different ramp per channel.</summary>
    public static RgbImage Ramp(int width, int height, int channels = 3, int frames = 1)
    {
        var pixels = new byte[frames * height * width * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width % height, frame = i / channels / width / height;
            pixels[i] = (byte)(c switch { 0 => x * 255 / width, 1 => y * 255 / height, 2 => (x + y) * 3, _ => 255 - x * 200 / width }
                + frame * 40);
        }
        return new RgbImage(pixels, frames, height, width, channels);
    }

    /// <summary>Every byte value in no order.</summary>
    public static RgbImage Noise(int width, int height, int channels = 3, int seed = 1)
    {
        var pixels = new byte[height * width * channels];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(pixels, 1, height, width, channels);
    }

    /// <summary>A file in any format that is read, of a ramp of 48 x 32.</summary>
    public static byte[] File(ImageFormat format, RgbImage? picture = null)
    {
        picture ??= Ramp(48, 32);
        return format switch
        {
            ImageFormat.Gif => Saved(picture, ".gif"),
            ImageFormat.Tiff => Saved(picture, ".tif[compression=lzw]"),
            _ => ImageCodec.Encode(picture, format, 90).Bytes,
        };
    }

    /// <summary>A file written by libvips with settings that the product does not use.</summary>
    /// <param name="ending">The kind of file with the library's own options: ".png[palette=true]".</param>
    public static byte[] Saved(RgbImage picture, string ending, Action<MutableImage>? change = null,
        Func<VipsImage, VipsImage>? steps = null) => LibVips.Run(() =>
        VipsImage.NewFromMemory<byte>(picture.Pixels, picture.Width, picture.Height * picture.Frames, picture.Channels,
            Enums.BandFormat.Uchar)
            .Then(numbers => numbers.Copy(interpretation: Enums.Interpretation.Srgb))
            .Then(image => steps?.Invoke(image) ?? image.Copy())
            .Then(image => image.Mutate(strip =>
            {
                if (picture.Frames > 1)
                {
                    strip.Set(GValue.GIntType, "page-height", picture.Height);
                    strip.Set(GValue.ArrayIntType, "delay", new int[picture.Frames]);
                }
                change?.Invoke(strip);
            }))
            .Then(image => image.WriteToBuffer(ending)));

    public static int LargestDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        var largest = 0;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }
}
