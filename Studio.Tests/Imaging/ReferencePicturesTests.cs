using System.Text.Json.Nodes;
using Studio.Engine.Imaging;

namespace Studio.Tests.Imaging;

/// <summary>Small files, and what the decoders that ComfyUI uses give for them: frames.json by PyAV, inks by Pillow.</summary>
public sealed class ReferencePicturesTests
{
    private static readonly JsonObject Frames = JsonNode.Parse(System.IO.File.ReadAllText(PathOf("frames.json")))!.AsObject();

    public static TheoryData<string> Animated() => [.. Frames.Select(entry => entry.Key).Where(name => name != "source")];

    /// <summary>Blending rounds differently by one.</summary>
    [Theory]
    [MemberData(nameof(Animated))]
    public void Load_FramesThatMove_AreTheReferences(string name)
    {
        var expected = Frames[name]!.AsArray().Select(frame => Convert.FromBase64String((string)frame!)).ToList();
        var loaded = ImageCodec.Load(PathOf(name));

        Assert.Null(loaded.Damage);
        Assert.Equal(expected.Count, loaded.Pixels.Frames);
        for (var i = 0; i < expected.Count; i++)
        {
            var frame = loaded.Pixels.Frame(i);
            Assert.InRange(SamplePictures.LargestDifference(expected[i], frame.WithAlpha(frame.Alpha()).Pixels), 0, 1);
        }
        Assert.Equal(expected.Count, ImageCodec.Probe(PathOf(name)).Frames);
    }

    [Theory]
    [InlineData("cmyk_red.jpg", 255, 0, 0)]
    [InlineData("cmyk_black.jpg", 0, 0, 0)]
    [InlineData("cmyk_mix.jpg", 183, 137, 92)]
    [InlineData("cmyk_ycck.jpg", 183, 137, 92)]
    public void Load_Inks_AreTakenOffWhite(string name, int red, int green, int blue)
    {
        foreach (var picture in new[] { ImageCodec.Load(PathOf(name)).Pixels,
            ImageCodec.Decode(ImageCodec.Thumbnail(PathOf(name), 8, ImageFormat.Png).Bytes).Pixels })
        {
            Assert.Equal(3, picture.Channels);
            AssertNear([(byte)red, (byte)green, (byte)blue], picture.Pixels.AsSpan(0, 3));
            AssertNear([(byte)red, (byte)green, (byte)blue], picture.Pixels.AsSpan(^3..));
        }
    }

    [Fact]
    public void Thumbnail_DefaultImageThatIsNoFrame_IsTheFirstFrame()
    {
        var first = ImageCodec.Load(PathOf("apng_hidden.png")).Pixels.Frame(0);
        Assert.Equal(first.Pixels,
            ImageCodec.Decode(ImageCodec.Thumbnail(PathOf("apng_hidden.png"), 64, ImageFormat.Png).Bytes).Pixels.Pixels);
    }

    /// <summary>24 x 20, the second half missing: ComfyUI loads it, and the rest is grey.</summary>
    [Fact]
    public void Load_JpegCutOff_GivesTheRestGreyAndSaysSo()
    {
        var loaded = ImageCodec.Load(PathOf("cut.jpg"));
        Assert.StartsWith("cut.jpg is cut off", loaded.Damage, StringComparison.Ordinal);
        AssertNear([164, 113, 179], loaded.Pixels.Pixels.AsSpan(0, 3));
        Assert.Equal([128, 128, 128], loaded.Pixels.Pixels[^3..]);
    }

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "pictures", name);

    private static void AssertNear(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        Assert.InRange(SamplePictures.LargestDifference(expected, actual), 0, 1);
}
