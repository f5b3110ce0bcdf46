using NetVips;
using Studio.Engine;
using Studio.Engine.Imaging;
using VipsImage = NetVips.Image;

namespace Studio.Tests.Imaging;

/// <summary>Counts for the whole process are read here, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(AloneWithLibvips), DisableParallelization = true)]
public sealed class AloneWithLibvips;

[Collection(nameof(AloneWithLibvips))]
public sealed class LibVipsTests
{
    [Fact]
    public void Memory_AfterGoodAndBadFiles_IsGivenBack()
    {
        var files = Enum.GetValues<ImageFormat>().Select(format => SamplePictures.File(format)).ToList();
        UseAll(files); // what the library makes once stays
        var (criticals, allocations, bytes) = (VipsLog.Criticals, Stats.Allocations, Stats.Mem);

        for (var i = 0; i < 3; i++)
            UseAll(files);

        Assert.Equal((criticals, allocations, bytes), (VipsLog.Criticals, Stats.Allocations, Stats.Mem));
    }

    [Fact]
    public void Memory_OfAPictureNotReleased_IsCounted()
    {
        LibVips.Version();
        var before = Stats.Allocations;
        using (VipsImage.Black(64, 64).CopyMemory())
            Assert.True(Stats.Allocations > before);
        Assert.Equal(before, Stats.Allocations);
    }

    [Fact]
    public void Run_UnknownOption_ThrowsTheLibrarysReason()
    {
        var failure = Assert.Throws<EngineException>(() => LibVips.Run(() => VipsImage.Black(2, 2).WriteToBuffer(".png[colour=blue]")));
        Assert.Equal(EngineError.Native, failure.Kind);
        Assert.Contains("colour", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unable to call", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Then_PictureBefore_IsReleasedAlsoWhenTheStepFails()
    {
        LibVips.Version();
        var (good, bad) = (VipsImage.Black(2, 2), VipsImage.Black(2, 2));
        using var next = good.Then(image => image.Invert());
        Assert.Throws<EngineException>(() => LibVips.Run(() => bad.Then(image => image.ExtractBand(7))));
        Assert.True(good.IsClosed && bad.IsClosed && !next.IsClosed);
    }

    [Theory]
    [InlineData("svgload_buffer", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    public void Run_UntrustedLoader_IsBlocked(string loader, string content)
    {
        var failure = Assert.Throws<EngineException>(
            () => LibVips.Run(() => Operation.Call(loader, System.Text.Encoding.Latin1.GetBytes(content))));
        Assert.Contains("blocked", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_NamesVersionAndFile() => Assert.Matches(@"^libvips 8\.\d+\.\d+ \(.*libvips[^/\\]*\)$", ImageLibrary.Describe());

    private static void UseAll(List<byte[]> files)
    {
        foreach (var file in files)
        {
            ImageCodec.Decode(file);
            ImageCodec.Thumbnail(file, 16);
            ImageCodec.ReadText(file);
            Assert.Throws<EngineException>(() => ImageCodec.Decode(file.AsMemory(0, file.Length / 2)));
            Assert.Throws<EngineException>(() => ImageCodec.Decode(file, limits: new DecodeLimits(MaxSide: 8)));
        }
    }
}
