using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes;
using Studio.Tests.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

/// <summary>What the nodes that load pictures give of the files in a folder.</summary>
public sealed class LoadedPictureTests : IDisposable
{
    private readonly FolderImageStore _store = new();

    [Theory]
    [InlineData(ImageFolder.Input, "LoadImage")]
    [InlineData(ImageFolder.Input, "LoadImageMask")]
    [InlineData(ImageFolder.Output, "LoadImageOutput")]
    public void FileCutOff_LoadsAndItsSenderIsTold(ImageFolder folder, string node)
    {
        var name = Keep("cut.jpg", "image/jpeg", folder);
        var events = new Recorder();

        var values = node switch
        {
            "LoadImage" => new LoadImage(_store) { Image = name }.Run(Context(events)).Image.Pixels,
            "LoadImageMask" => new LoadImageMask(_store) { Image = name, Channel = "red" }.Run(Context(events)).Values,
            _ => new LoadImageOutput(_store) { Image = $"{name} [output]" }.Run(Context(events)).Image.Pixels,
        };

        Assert.Equal(128 / 255f, values.Span[^1], 1e-5f);
        Assert.Contains("is cut off", Assert.Single(events.All.OfType<ExecutionEvent.Warned>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void WholeFile_LoadsWithoutAWord()
    {
        var events = new Recorder();
        var loaded = new LoadImage(_store) { Image = Keep("apng_case.png", "image/png") }.Run(Context(events));
        Assert.Equal(3, loaded.Image.Count);
        Assert.Empty(events.All.OfType<ExecutionEvent.Warned>());
    }

    [Fact]
    public void TransparentPixelsOfAGif_AreWhiteAndMasked()
    {
        var loaded = new LoadImage(_store) { Image = Keep("gif_case.gif", "image/gif") }.Run(Context());
        Assert.Equal([1, 1, 1], loaded.Image.Pixels.Span[..3].ToArray());
        Assert.Equal(1, loaded.Mask.Values.Span[0]);
    }

    public void Dispose() => _store.Dispose();

    private string Keep(string name, string type, ImageFolder folder = ImageFolder.Input) =>
        _store.Save(folder, "case", 0, 0,
            [new EncodedImage(System.IO.File.ReadAllBytes(ReferencePicturesTests.PathOf(name)), type)])[0].FileName;
}
