using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed class StudioFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_EmptyFolder_CopiesTheSample()
    {
        var path = Path.Join(_folder.Path, "new");
        using var studio = StudioFolder.Open(path, TimeProvider.System);
        Assert.True(File.Exists(Path.Join(path, "studio.json")));
        Assert.True(File.Exists(Path.Join(path, "models/checkpoints/studio-demo.safetensors")));
        Assert.Empty(Directory.EnumerateFiles(path, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void Open_FolderWithSomethingInIt_TouchesNothing()
    {
        File.WriteAllText(Path.Join(_folder.Path, "mine.txt"), "mine");
        using (StudioFolder.Open(_folder.Path, TimeProvider.System))
        {
        }

        using var again = StudioFolder.Open(_folder.Path, TimeProvider.System);
        Assert.Equal([".lock", ".lock-holder", "mine.txt"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Open_SecondServer_SaysWhoHoldsIt()
    {
        using var first = StudioFolder.Open(_folder.Path, TimeProvider.System);
        var e = Assert.Throws<StartupException>(() => StudioFolder.Open(_folder.Path, TimeProvider.System));
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", e.Message, StringComparison.Ordinal);
        Assert.Contains("--studio-dir", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PathThatIsAFile_SaysWhatToDo()
    {
        var file = Path.Join(_folder.Path, "file");
        File.WriteAllText(file, "");
        Assert.Contains("--studio-dir", Assert.Throws<StartupException>(() => StudioFolder.Open(file, TimeProvider.System)).Message, StringComparison.Ordinal);
    }
}
