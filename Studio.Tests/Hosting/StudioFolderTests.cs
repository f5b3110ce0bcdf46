using System.IO.Compression;
using Studio.Tests.Conventions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed class StudioFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_EmptyFolder_CopiesTheSample()
    {
        var path = Path.Join(_folder.Path, "new");
        using var studio = await StudioFolder.OpenAsync(path, TimeProvider.System);
        Assert.True(File.Exists(Path.Join(path, "studio.json")));
        Assert.True(File.Exists(Path.Join(path, "models/checkpoints/studio-demo.safetensors")));
        Assert.Empty(Directory.EnumerateFiles(path, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void PackedSample_IsUnpackedWholeBesideWhatIsThere()
    {
        var packed = Path.Join(_folder.Path, "sample.zip");
        ZipFile.CreateFromDirectory(Path.Join(Repository.Root, "STUDIO_DIR.sample"), packed);
        var path = Path.Join(_folder.Path, "new");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Join(path, "studio.json"), "mine");
        SampleFolder.Unpack(packed, path);
        Assert.Equal("mine", File.ReadAllText(Path.Join(path, "studio.json")));
        Assert.Equal(File.ReadAllBytes(DemoModel.Path), File.ReadAllBytes(Path.Join(path, "models/checkpoints/studio-demo.safetensors")));
        Assert.Empty(Directory.EnumerateFiles(path, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void PackedSample_WhichLeadsOut_IsRefused()
    {
        var packed = Path.Join(_folder.Path, "sample.zip");
        using (var archive = ZipFile.Open(packed, ZipArchiveMode.Create))
            archive.CreateEntry("../outside.txt");
        Assert.Throws<IOException>(() => SampleFolder.Unpack(packed, Path.Join(_folder.Path, "new")));
        Assert.False(File.Exists(Path.Join(_folder.Path, "outside.txt")));
    }

    [Fact]
    public async Task Open_FolderWithSomethingInIt_TouchesNothing()
    {
        File.WriteAllText(Path.Join(_folder.Path, "mine.txt"), "mine");
        using (await StudioFolder.OpenAsync(_folder.Path, TimeProvider.System))
        {
        }

        using var again = await StudioFolder.OpenAsync(_folder.Path, TimeProvider.System);
        Assert.Equal([".lock", ".lock-holder", "mine.txt"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Open_SecondServer_SaysWhoHoldsIt()
    {
        using var first = await StudioFolder.OpenAsync(_folder.Path, TimeProvider.System);
        var time = new ManualTime();
        var second = StudioFolder.OpenAsync(_folder.Path, time);
        await AdvanceUntilOverAsync(time, second);
        var e = await Assert.ThrowsAsync<StartupException>(() => second);
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", e.Message, StringComparison.Ordinal);
        Assert.Contains("--studio-dir", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LockOfAServerThatIsJustEnding_WaitsForIt()
    {
        var ending = await StudioFolder.OpenAsync(_folder.Path, TimeProvider.System);
        var time = new ManualTime();
        var next = StudioFolder.OpenAsync(_folder.Path, time);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);

        ending.Dispose();
        await AdvanceUntilOverAsync(time, next);

        (await next).Dispose();
    }

    [Fact]
    public async Task Open_PathThatIsAFile_SaysWhatToDo()
    {
        var file = Path.Join(_folder.Path, "file");
        File.WriteAllText(file, "");
        Assert.Contains("--studio-dir", (await Assert.ThrowsAsync<StartupException>(
            () => StudioFolder.OpenAsync(file, TimeProvider.System))).Message, StringComparison.Ordinal);
    }

    private static async Task AdvanceUntilOverAsync(ManualTime time, Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
