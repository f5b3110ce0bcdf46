using Studio.Tests.Support;
using Studio.Web.Backup;
using Studio.Web.Hosting;

namespace Studio.Tests.Backup;

/// <summary>The words of the command line.</summary>
public sealed class BackupVerbTests : IDisposable
{
    private readonly BackupPlace _from = new();
    private readonly BackupPlace _to = new(isEmpty: true);
    private readonly TemporaryFolder _files = new();

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Backup_ThenRestore_BringsItBack()
    {
        var passphrase = Path.Join(_files.Path, "passphrase");
        await File.WriteAllTextAsync(passphrase, "correct horse\n");
        Assert.Equal(0, await BackupVerb.RunAsync(["backup", "--to", _from.Archives, "--with", "pictures,models-list", "--with", "pictures",
            "--passphrase-file", passphrase, "--studio-dir", _from.Root]));
        var archive = Directory.EnumerateFiles(_from.Archives, "studio-*.zip.sealed").Single();

        Assert.Equal(0, await RestoreAsync(archive, "--preview", "--passphrase-file", passphrase, "--studio-dir", _to.Root));
        Assert.Empty(_to.Files());
        Assert.Equal(0, await RestoreAsync(archive, "--passphrase-file", passphrase, "--studio-dir", _to.Root));
        Assert.Equal("picture b", _to.Read("output/deep/b.png"));
    }

    [Fact]
    public async Task Restore_WhileAServerRunsThere_ChangesNothing()
    {
        var archive = _from.Make().Path;
        _to.Write("user/own.json", "own");
        using (await StudioFolder.OpenAsync(_to.Root, TimeProvider.System, withSample: false))
        {
            Assert.Equal(1, await RestoreAsync(archive, "--studio-dir", _to.Root));
            Assert.Equal(["user/own.json"], Directory.EnumerateFiles(_to.Root, "*.json", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_to.Root, path)));
        }

        Assert.Equal(0, await RestoreAsync(archive, "--studio-dir", _to.Root));
        Assert.Equal("own", _to.Read("user/own.json"));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "--to")]
    [InlineData("backup", "--to", "x", "--with", "models")]
    [InlineData("backup", "--to", "x", "word")]
    [InlineData("backup", "--to", "x", "--passphrase", "secret")]
    [InlineData("restore")]
    [InlineData("restore", "a", "b")]
    [InlineData("restore", "a", "--undo", "b")]
    [InlineData("home")]
    [InlineData("home", "maybe")]
    public async Task Nonsense_Is2(params string[] args) => Assert.Equal(2, await Verbs.Find(args)!(args));

    [Fact]
    public async Task Folder_ThatIsNoStudioDir_IsNotMade()
    {
        var missing = Path.Join(_files.Path, "missing");
        Assert.Equal(1, await BackupVerb.RunAsync(["backup", "--to", _files.Path, "--studio-dir", missing]));
        Assert.False(Directory.Exists(missing));
        Assert.Equal(1, await RestoreAsync(Path.Join(_files.Path, "none.zip"), "--studio-dir", _to.Root));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("../studio")]
    [InlineData("restore-safety-none")]
    public void Undo_OfNoSafetyCopy_SaysWhichThereAre(string name)
    {
        var e = Assert.Throws<BackupException>(() => _from.Restorer().Undo(name));
        Assert.Equal(BackupProblem.Missing, e.Problem);
        Assert.EndsWith("There is none.", e.Message, StringComparison.Ordinal);
    }

    private static Task<int> RestoreAsync(params string[] args) => RestoreVerb.RunAsync(["restore", .. args]);
}
