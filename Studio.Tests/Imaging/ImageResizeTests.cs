using System.Text.Json;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Tests.Imaging;

public sealed class ImageResizeTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(System.IO.File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "Golden", "comfy_numbers2.json"))).RootElement.GetProperty("upscale");

    public static TheoryData<string> Cases() => [.. Golden.GetProperty("cases").EnumerateObject().Select(row => row.Name)
        .Where(name => !name.StartsWith("bislerp", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_ReferenceInput_GivesTheReferenceNumbers(string name)
    {
        var parts = name.Split('/');
        var size = parts[1].Split('x').Select(int.Parse).ToArray();
        var pixels = ToPixels(Floats(Golden.GetProperty("input")), 5, 7);
        var result = ImageResize.Resize(pixels, size[0], size[1], parts[0], parts[2] == "center");
        Assert.Equal([1, size[1], size[0], 3], result.Shape.ToArray());
        var expected = ToPixels(Floats(Golden.GetProperty("cases").GetProperty(name)), size[1], size[0]);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected.Span[i], result.Span[i], 2e-6f);
    }

    [Theory]
    [InlineData(0, 10, 14, 10)]
    [InlineData(21, 0, 21, 15)]
    [InlineData(0, 0, 7, 5)]
    [InlineData(0, 1, 1, 1)]
    public void Resize_SideIsZero_FollowsTheShape(int width, int height, int expectedWidth, int expectedHeight)
    {
        var result = ImageResize.Resize(new Tensor(1, 5, 7, 3), width, height, "bilinear");
        Assert.Equal([1, expectedHeight, expectedWidth, 3], result.Shape.ToArray());
    }

    [Fact]
    public void Resize_UnknownMethod_NamesTheOthers()
    {
        var failure = Assert.Throws<EngineException>(() => ImageResize.Resize(new Tensor(1, 5, 7, 3), 4, 4, "bislerp"));
        Assert.Contains("nearest-exact, bilinear, area, bicubic, lanczos", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lanczos_BatchOfFrames_TreatsEachAlone()
    {
        var batch = SamplePictures.Ramp(30, 20, 3, frames: 3);
        var together = LanczosResize.Resize(batch, 17, 29);
        for (var i = 0; i < 3; i++)
            Assert.Equal(LanczosResize.Resize(batch.Frame(i), 17, 29).Pixels, together.Frame(i).Pixels);
    }

    [Fact]
    public void Lanczos_TransparentColours_DoNotBleed()
    {
        // left half opaque white, right half invisible red
        var pixels = Enumerable.Range(0, 16 * 4).SelectMany(i => i % 16 < 8 ? new byte[] { 255, 255, 255, 255 } : [255, 0, 0, 0]).ToArray();
        var result = LanczosResize.Resize(new RgbImage(pixels, 1, 4, 16, 4), 8, 4);
        for (var i = 0; i < result.Pixels.Length; i += 4)
            if (result.Pixels[i + 3] > 8)
                Assert.InRange(result.Pixels[i + 1], 250, 255);
    }

    private static Tensor ToPixels(float[] planes, int height, int width)
    {
        var pixels = new Tensor(1, height, width, 3);
        for (var c = 0; c < 3; c++)
            for (var i = 0; i < height * width; i++)
                pixels.Span[i * 3 + c] = planes[c * height * width + i];
        return pixels;
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];
}
