using Studio.Engine.Imaging;
using Studio.Engine.Imaging.Native;

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
            pixels[i] = (byte)(c switch { 0 => x * 255 / width, 1 => y * 255 / height, 2 => (x + y) * 3, _ => 255 - x * 200 / width } + frame * 40);
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
            ImageFormat.Gif => Saved(picture, "gifsave_buffer", ""),
            ImageFormat.Tiff => Saved(picture, "tiffsave_buffer", "compression=lzw"),
            _ => ImageCodec.Encode(picture, format, 90).Bytes,
        };
    }

    /// <summary>A file written by libvips with settings that the product does not use.</summary>
    public static byte[] Saved(RgbImage picture, string operation, string options, Action<VipsImage>? change = null, params (string Name, string Options)[] steps)
    {
        var image = VipsImage.FromPixels(picture.Pixels, picture.Width, picture.Height * picture.Frames, picture.Channels);
        foreach (var (name, with) in steps)
            using (var before = image)
                image = VipsOperation.Apply(name, before, with);
        using (image)
        {
            if (picture.Frames > 1)
            {
                image.SetNumber("page-height", picture.Height);
                image.SetNumbers("delay", new int[picture.Frames]);
            }
            change?.Invoke(image);
            return VipsOperation.Save(operation, image, options);
        }
    }

    public static int LargestDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        var largest = 0;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }
}
