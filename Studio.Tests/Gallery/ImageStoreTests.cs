using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Gallery;

namespace Studio.Tests.Gallery;

public sealed class ImageStoreTests : IDisposable
{
    private static readonly EncodedImage Image = new([1, 2, 3], "image/png");

    private readonly TemporaryFolder _folder = new();
    private readonly StudioOptions _options;
    private readonly ImageStore _store;

    public ImageStoreTests()
    {
        _options = new StudioOptions { StudioDir = _folder.Path };
        _store = new ImageStore(_options, new Clock());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_FirstAndNext_CountFromTheHighestPresent()
    {
        Assert.Equal(["ComfyUI_00001_.png"], Names(_store.Save(ImageFolder.Output, "ComfyUI", 8, 8, [Image])));
        File.WriteAllText(Path.Join(_options.Paths.Output, "ComfyUI_00041_.png"), "");
        File.WriteAllText(Path.Join(_options.Paths.Output, "ComfyUI_junk_.png"), "");
        File.WriteAllText(Path.Join(_options.Paths.Output, "ComfyUI_more_00099_.png"), "");

        Assert.Equal(["ComfyUI_00042_.png", "ComfyUI_00043_.png"], Names(_store.Save(ImageFolder.Output, "ComfyUI", 8, 8, [Image, Image])));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Join(_options.Paths.Output, "ComfyUI_00043_.png")));
        Assert.DoesNotContain(Directory.EnumerateFiles(_options.Paths.Output), file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void SaveLarge_WholeOrBroken_IsThereUnderTheNextNameOrNotAtAll()
    {
        Assert.Equal("ComfyUI_00001_.safetensors",
            _store.SaveLarge(ImageFolder.Output, "checkpoints/ComfyUI", ".safetensors", stream => stream.Write([1, 2])).FileName);
        var folder = Path.Join(_options.Paths.Output, "checkpoints");
        Assert.Throws<OperationCanceledException>(
            () => _store.SaveLarge(ImageFolder.Output, "checkpoints/ComfyUI", ".safetensors", stream =>
        {
            stream.Write([3]);
            throw new OperationCanceledException();
        }));
        Assert.Equal("ComfyUI_00001_.safetensors", Path.GetFileName(Assert.Single(Directory.GetFiles(folder))));

        var second = _store.SaveLarge(ImageFolder.Output, "checkpoints/ComfyUI", ".safetensors", stream =>
        {
            // another writer takes the number that would have been next
            File.WriteAllText(Path.Join(folder, "ComfyUI_00002_.safetensors"), "");
            stream.Write([4]);
        });
        Assert.Equal(new StoredImage("ComfyUI_00003_.safetensors", "checkpoints", ImageFolder.Output), second);
        Assert.Throws<EngineException>(() => _store.SaveLarge(ImageFolder.Output, "../x", ".safetensors", _ => { }));
    }

    [Fact]
    public void Save_TokensAndSubfolders_AreFilledInAsComfyUi()
    {
        var saved = _store.Save(ImageFolder.Output, "sub/%width%x%height%_%batch_num%_%year%-%month%-%day%", 24, 16, [Image, Image]);

        Assert.Equal(["24x16_0_2026-03-07_00001_.png", "24x16_1_2026-03-07_00002_.png"], Names(saved));
        Assert.All(saved, image => Assert.Equal("sub", image.Subfolder));
        Assert.NotNull(_store.PathOf(saved[0]));
        Assert.Null(_store.PathOf(saved[0] with { Folder = ImageFolder.Input }));
    }

    [Fact]
    public void Save_BatchTokenInASecondRun_OverwritesNothing()
    {
        _store.Save(ImageFolder.Output, "x%batch_num%", 8, 8, [Image, Image]);

        var again = _store.Save(ImageFolder.Output, "x%batch_num%", 8, 8, [new EncodedImage([9], "image/png"), Image]);

        Assert.Equal(4, Directory.GetFiles(_options.Paths.Output).Length);
        Assert.Equal([9], File.ReadAllBytes(_store.PathOf(again[0])!));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/abs/x")]
    [InlineData("a\\..\\..\\x")]
    [InlineData("")]
    [InlineData("sub/..")]
    [InlineData("bad\0name")]
    public void Save_PrefixThatLeavesTheFolder_IsABadPrompt(string prefix) =>
        Assert.Equal(EngineError.BadPrompt,
            Assert.Throws<EngineException>(() => _store.Save(ImageFolder.Output, prefix, 8, 8, [Image])).Kind);

    [Fact]
    public void Save_SubfolderThatIsALinkOut_IsABadPrompt()
    {
        Directory.CreateDirectory(_options.Paths.Output);
        Directory.CreateSymbolicLink(Path.Join(_options.Paths.Output, "out"), _folder.Path);

        Assert.Throws<EngineException>(() => _store.Save(ImageFolder.Output, "out/x", 8, 8, [Image]));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Save_FolderThatIsAFile_SaysSo()
    {
        File.WriteAllText(_options.Paths.Output, "a file where the folder should be");

        var failure = Assert.Throws<EngineException>(() => _store.Save(ImageFolder.Output, "x", 8, 8, [Image]));

        Assert.Equal(EngineError.Unwritable, failure.Kind);
        Assert.Equal("The picture could not be saved: a file is where the output folder should be. Let an administrator move it away.",
            failure.Message);
    }

    [Theory]
    [InlineData("afile/x")]
    [InlineData("afile/b/c/x")]
    public void Save_PrefixBelowAFile_SaysWhichAndWhatToDoForEveryKindOfFile(string prefix)
    {
        Directory.CreateDirectory(_options.Paths.Output);
        File.WriteAllText(Path.Join(_options.Paths.Output, "afile"), "");
        Action[] writes =
        [
            () => _store.Save(ImageFolder.Output, prefix, 8, 8, [Image]),
            () => _store.Save(ImageFolder.Output, prefix, 0, 0, [new([1], "application/x-latent")]),
            () => _store.SaveLarge(ImageFolder.Output, prefix, ".safetensors", stream => stream.WriteByte(1)),
        ];
        foreach (var write in writes)
        {
            var failure = Assert.Throws<EngineException>(write);
            Assert.Equal(EngineError.Unwritable, failure.Kind);
            Assert.Contains($"as '{prefix}': a file has the name of one of its folders", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(_folder.Path, failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("afile", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(_options.Paths.Output))));
    }

    [Fact]
    public void SaveLarge_FullDisk_TellsHowFarItCame()
    {
        var failure = Assert.Throws<EngineException>(() => _store.SaveLarge(ImageFolder.Output, "x", ".safetensors", stream =>
        {
            stream.Write(new byte[1000]);
            throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        }));
        Assert.Equal((EngineError.Storage, 1000), (failure.Kind, failure.NeededBytes));
        Assert.Empty(Directory.GetFiles(_options.Paths.Output));
    }

    [Fact]
    public void Keep_SameBytesUnderOneName_AreOneFileForItsOwnersOnly()
    {
        var first = Keep([1, 2, 3], isOurs: true);
        Assert.Equal(("a.png", true), (first.Image.FileName, first.IsNew));
        Assert.Equal(("a.png", false), Named(Keep([1, 2, 3], isOurs: true)));
        // somebody else's file of the same bytes: sharing it would tell that it is there
        Assert.Equal(("a (1).png", true), Named(Keep([1, 2, 3], isOurs: false)));
        Assert.Equal(("a (2).png", true), Named(Keep([9], isOurs: true)));
        Assert.Equal(("a.png", true), Named(Keep([7], isOurs: true, mayReplace: true)));
        Assert.Equal([7], File.ReadAllBytes(Path.Join(_options.Paths.Input, "a.png")));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Join(_options.Paths.Input, "a (1).png")));
    }

    private (StoredImage Image, bool IsNew) Keep(byte[] bytes, bool isOurs, bool mayReplace = false) =>
        _store.Keep(ImageFolder.Input, "", "a.png", bytes, _ => mayReplace, _ => isOurs)!.Value;

    private static (string Name, bool IsNew) Named((StoredImage Image, bool IsNew) kept) => (kept.Image.FileName, kept.IsNew);

    [Fact]
    public void Save_ManyAtOnce_NeverTwoOfOneName()
    {
        Parallel.For(0, 40, _ => _store.Save(ImageFolder.Output, "p", 8, 8, [Image]));

        Assert.Equal(40, Directory.GetFiles(_options.Paths.Output, "p_*_.png").Length);
    }

    [Fact]
    public void InputNames_ListsPicturesAtTheTopOnly()
    {
        var input = Directory.CreateDirectory(_options.Paths.Input).FullName;
        Directory.CreateDirectory(Path.Join(input, "sub"));
        foreach (var name in new[] { "b.JPG", "a.png", "n.txt", ".hidden.png", "sub/c.png" })
            File.WriteAllText(Path.Join(input, name), "");

        Assert.Equal(["a.png", "b.JPG"], _store.InputNames(""));
        Assert.NotNull(_store.PathOf(new StoredImage("c.png", "sub", ImageFolder.Input)));
        Assert.Null(_store.PathOf(new StoredImage("studio.json", "..", ImageFolder.Input)));
    }

    private static IEnumerable<string> Names(IEnumerable<StoredImage> images) => images.Select(image => image.FileName);

    private sealed class Clock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 3, 7, 1, 2, 3, TimeSpan.Zero);
    }
}
