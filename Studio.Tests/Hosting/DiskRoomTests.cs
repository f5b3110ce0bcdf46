using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Health;

namespace Studio.Tests.Hosting;

public sealed class DiskRoomTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeVolumes _volumes = new();
    private readonly StudioOptions _options;
    private readonly DiskRoom _room;

    public DiskRoomTests()
    {
        _options = new StudioOptions { StudioDir = _folder.Path };
        Directory.CreateDirectory(_options.Paths.Output);
        _room = new DiskRoom(_options, _volumes);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2 * MiB, 512 << 10)]      // a quarter of a very small one
    [InlineData(40 * MiB, MiB)]           // a megabyte at least
    [InlineData(300 * MiB, 3 * MiB)]      // a hundredth
    [InlineData(10_000 * MiB, 64 * MiB)]  // 64 MiB at most
    public void Look_Volume_WantsAShareOfIt(long total, long wanted)
    {
        (_volumes.Total, _volumes.Free) = (total, wanted - 1);
        Assert.Equal(new Shortage("The output folder", StorageProblem.NoRoom, wanted, wanted - 1), _room.Look());
        _volumes.Free = wanted;
        Assert.Null(_room.Look());
        Assert.Equal(wanted, _volumes.Tried);
    }

    [Fact]
    public void Look_WhatIsNeeded_CountsUpToWhatAPictureMayTake()
    {
        (_volumes.Total, _volumes.Free) = (300 * MiB, 20 * MiB);
        Assert.Equal(21 * MiB, _room.Look(21 * MiB)!.Wanted);
        Assert.Null(_room.Look(20 * MiB));
        Assert.Equal(DiskRoom.Ordinary, _room.Look(7_000 * MiB)!.Wanted);
    }

    [Fact]
    public void Look_FileSystemThatKnowsNoSizes_IsJudgedByWriting()
    {
        (_volumes.Total, _volumes.Free) = (0, 0);
        Assert.Null(_room.Look());
        _volumes.Problem = StorageProblem.NoRoom;
        Assert.NotNull(_room.Look());
    }

    [Fact]
    public void Sentence_SaysHowMuchIsWantedAndFree()
    {
        Assert.Equal("The output folder has 3.0 MB free; 64.0 MB are wanted.",
            new Shortage("The output folder", StorageProblem.NoRoom, 64 << 20, 3 << 20).Sentence);
        Assert.Contains("quota", new Shortage("The output folder", StorageProblem.NoRoom, 64, 3000).Sentence, StringComparison.Ordinal);
        Assert.Contains("only be read", new Shortage("The output folder", StorageProblem.ReadOnly, 64, 3000).Sentence,
            StringComparison.Ordinal);
        Assert.Equal(["999 B", "1.0 KB", "1.5 KB", "14.8 KB", "6.5 GB", "1819 TB"],
            new[] { 999L, 1000, 1500, 15_200, 7_000_000_000, 2_000_000_000_000_000 }.Select(ByteSize.Text));
    }

    [Fact]
    public void TryWrite_LeavesNothingBehindAndCleanUpTakesOldOnesAway()
    {
        var volumes = new Volumes();
        foreach (var name in new[] { ".room-0123", ".probe-0123", "mine.txt" })
            File.WriteAllText(Path.Join(_options.Paths.Output, name), "x");
        Assert.Null(volumes.TryWrite(_options.Paths.Output, 3 << 20));
        Volumes.CleanUp(_options.Paths.Output);
        Volumes.CleanUp(Path.Join(_folder.Path, "not there"));
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_options.Paths.Output).Select(Path.GetFileName));
        Assert.Equal(StorageProblem.Missing, volumes.TryWrite(Path.Join(_folder.Path, "not there"), 1));
        Assert.InRange(volumes.SpaceOf(_folder.Path).Free, 1, volumes.SpaceOf(_folder.Path).Total);
    }
}
