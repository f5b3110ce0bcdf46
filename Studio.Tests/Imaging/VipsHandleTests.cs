using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Imaging.Native;

namespace Studio.Tests.Imaging;

/// <summary>Counts for the whole process are read here, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(AloneWithLibvips), DisableParallelization = true)]
public sealed class AloneWithLibvips;

[Collection(nameof(AloneWithLibvips))]
public sealed class VipsHandleTests
{
    [Fact]
    public void Handles_AfterGoodAndBadFiles_AreAllReleased()
    {
        var before = VipsLog.Criticals;
        foreach (var format in Enum.GetValues<ImageFormat>())
        {
            var file = SamplePictures.File(format);
            ImageCodec.Decode(file);
            ImageCodec.Thumbnail(file, 16);
            ImageCodec.ReadText(file);
            Assert.Throws<EngineException>(() => ImageCodec.Decode(file.AsMemory(0, file.Length / 2)));
            Assert.Throws<EngineException>(() => ImageCodec.Decode(file, limits: new DecodeLimits(MaxSide: 8)));
        }
        Assert.Equal(0, VipsHandle.Live);
        Assert.Equal(before, VipsLog.Criticals);
    }

    [Fact]
    public void Operation_UnknownName_ThrowsAndReleases()
    {
        var failure = Assert.Throws<EngineException>(() => VipsOperation.Open("nosuchload", [1], ""));
        Assert.Contains("nosuchload", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, VipsHandle.Live);
    }

    [Fact]
    public void Operation_UnknownOption_ThrowsAndReleases()
    {
        using (var image = VipsImage.FromPixels(new byte[12], 2, 2, 3))
            Assert.Throws<EngineException>(() => VipsOperation.Save("pngsave_buffer", image, "colour=blue"));
        Assert.Equal(0, VipsHandle.Live);
    }

    [Fact]
    public void Image_AfterDispose_ThrowsInsteadOfCrashing()
    {
        var image = VipsImage.FromPixels(new byte[12], 2, 2, 3);
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Width);
    }

    [Theory]
    [InlineData("svgload_buffer", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    public void Operation_UntrustedLoader_IsBlocked(string loader, string content) =>
        Assert.Throws<EngineException>(() => VipsOperation.Open(loader, System.Text.Encoding.ASCII.GetBytes(content), ""));

    [Fact]
    public void Describe_NamesVersionAndFile() => Assert.Matches(@"^libvips 8\.\d+\.\d+ \(.+\)$", ImageLibrary.Describe());
}
