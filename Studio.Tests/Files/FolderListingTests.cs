using Studio.Engine;
using Studio.Tests.Support;

namespace Studio.Tests.Files;

public sealed class FolderListingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_BesideEveryKindOfBadEntry_AreListed()
    {
        using var bad = new BadEntries(_folder.Path, ".safetensors");
        File.WriteAllText(Path.Join(_folder.Path, "good.safetensors"), "12345");
        File.WriteAllText(Path.Join(_folder.Path, "empty.safetensors"), "");
        Directory.CreateDirectory(Path.Join(_folder.Path, "sub"));
        File.WriteAllText(Path.Join(_folder.Path, "sub/deep.safetensors"), "1");

        var found = FolderListing.Files(_folder.Path, new() { Depth = 16 }).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();

        Assert.Equal([("empty.safetensors", 0L), ("good.safetensors", 5L), ("sub/deep.safetensors", 1L)],
            found.Select(file => (file.Name, file.Bytes)));
        Assert.All(found, file => Assert.True(OrdinaryFile.Exists(file.Path)));
        Assert.False(OrdinaryFile.Exists(Path.Join(_folder.Path, "pipe.safetensors")));
        Assert.False(OrdinaryFile.Exists(Path.Join(_folder.Path, "device.safetensors")));
        Assert.False(OrdinaryFile.Exists(Path.Join(_folder.Path, "self.safetensors")));
        Assert.False(OrdinaryFile.Exists(_folder.Path));
    }

    [Fact]
    public void Files_OfAFolderThatIsNotThereOrNotReadable_AreNone()
    {
        Assert.Empty(FolderListing.Files(Path.Join(_folder.Path, "nowhere"), new() { Depth = 16 }));
        File.WriteAllText(Path.Join(_folder.Path, "file"), "x");
        Assert.Empty(FolderListing.Files(Path.Join(_folder.Path, "file"), new()));
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "circle"), "circle");
        Assert.Empty(FolderListing.Files(Path.Join(_folder.Path, "circle"), new()));
    }

    [Fact]
    public void Files_ThroughLinks_ComeOncePerWayAndNeverInACircle()
    {
        var real = Directory.CreateDirectory(Path.Join(_folder.Path, "real/inner")).FullName;
        File.WriteAllText(Path.Join(real, "x"), "123");
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "link"), "real");
        foreach (var name in new[] { "up", "up2", "up3" })
            Directory.CreateSymbolicLink(Path.Join(real, name), "../..");
        File.CreateSymbolicLink(Path.Join(_folder.Path, "file"), "real/inner/x");

        Assert.Equal(["file", "link/inner/x", "real/inner/x"],
            FolderListing.Files(_folder.Path, new() { Depth = int.MaxValue }).Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(3, FolderListing.Files(_folder.Path, new()).Single().Bytes);
        Assert.Equal(["real/inner/x"],
            FolderListing.Files(_folder.Path, new() { Depth = 16, FollowsLinks = false }).Select(file => file.Name));
    }

    [Fact]
    public void Entries_DepthHiddenAndFolders_AsAsked()
    {
        Directory.CreateDirectory(Path.Join(_folder.Path, "a/b"));
        Directory.CreateDirectory(Path.Join(_folder.Path, ".hidden"));
        foreach (var name in new[] { "a/b/deep", "a/one", ".hidden/x", ".dot", "top" })
            File.WriteAllText(Path.Join(_folder.Path, name), "");

        Assert.Equal([".dot", "top"], Names(new()));
        Assert.Equal(["a/one", "top"], Names(new() { Depth = 1, WithHidden = false }));
        Assert.Equal(["a", "a/b", "a/one", "top"], Names(new() { Depth = 1, WithHidden = false, WithFolders = true }));

        IEnumerable<string> Names(FolderSearch search) =>
            FolderListing.Entries(_folder.Path, search).Select(entry => entry.Name).Order(StringComparer.Ordinal);
    }
}
