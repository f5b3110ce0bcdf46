using System.IO.Compression;
using System.Text.Json.Nodes;
using Studio.Web.Backup;

namespace Studio.Tests.Backup;

/// <summary>What an archive holds, and that there is none when it could not be made.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly BackupPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Made_WithoutChoices_HoldsEverythingButPicturesAndModels()
    {
        var made = _place.Make();
        var names = NamesOf(made.Path);
        Assert.Equal(
            [
                "database/studio.db", "manifest.json", "manifest.json.sha256", "secrets/.api_key", "secrets/.keys/key-1.xml",
                    "secrets/.session_secret",
                "settings/studio.json", "user/default/presets.json", "wildcards/colour.txt", "workflows/mine.json",
            ], names);
        Assert.Matches(@"^studio-\d{8}-\d{6}\.zip$", Path.GetFileName(made.Path));
        Assert.Equal([Path.GetFileName(made.Path)], Directory.EnumerateFileSystemEntries(_place.Archives).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateDirectories(_place.Root, ".backup-*"));
    }

    [Fact]
    public void Made_WithPicturesAndModelsList_NamesModelsWithHashesAndHoldsNone()
    {
        var made = _place.Make(new(Pictures: true, ModelsList: true));
        var names = NamesOf(made.Path);
        Assert.Superset(new HashSet<string> { "pictures/output/a.png", "pictures/output/deep/b.png", "pictures/input/c.png",
            "models.json" },
            names.ToHashSet());
        Assert.DoesNotContain(names, name => name.Contains("safetensors", StringComparison.Ordinal));
        using var zip = ZipFile.OpenRead(made.Path);
        var model = JsonNode.Parse(zip.GetEntry("models.json")!.Open())!.AsArray().Single()!;
        Assert.Equal(("checkpoints/m.safetensors", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("a model"u8))),
            ((string?)model["path"], (string?)model["sha256"]));
    }

    [Fact]
    public void Made_WithoutSecrets_HoldsNoneOfThem()
    {
        var made = _place.Make(new(Secrets: false));
        Assert.False(made.Manifest.Secrets);
        using var to = new BackupPlace(isEmpty: true);
        to.Restore(made.Path);
        foreach (var marker in new[] { "PBKDF2-marker", "hash-marker", "key-marker", "session-marker", "ring-marker", "client-marker" })
            Assert.Equal((marker, false, true), (marker, to.Holds(marker), _place.Holds(marker)));
        Assert.Contains("// mine", to.Read("studio.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_OfAnArchive_StayOutWhenTheRestoringSaysSo()
    {
        var made = _place.Make();
        using var to = new BackupPlace(isEmpty: true);
        to.Write(".api_key", "own");
        to.Restore(made.Path, withoutSecrets: true);
        Assert.Equal("own", to.Read(".api_key"));
        foreach (var marker in new[] { "PBKDF2-marker", "hash-marker", "session-marker", "client-marker" })
            Assert.Equal((marker, false), (marker, to.Holds(marker)));
    }

    [Fact]
    public void Disk_TooFull_IsToldBeforeAnythingIsWritten()
    {
        _place.Volumes.Free = 1 << 20;
        var e = Assert.Throws<BackupException>(() => _place.Make());
        Assert.Equal(BackupProblem.NoRoom, e.Problem);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.Archives));
    }

    [Fact]
    public void Ended_InTheMiddle_LeavesNothingThatLooksLikeABackup()
    {
        using var stop = new CancellationTokenSource();
        var maker = new BackupMaker(_place.Options, _place.Volumes, TimeProvider.System);
        var progress = new Recording(step =>
        {
            if (step.StartsWith("user/", StringComparison.Ordinal))
                stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => maker.Make(_place.Archives, new(), progress, stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.Archives));
        Assert.Empty(Directory.EnumerateDirectories(_place.Root, ".backup-*"));
    }

    [Fact]
    public void Leftovers_OfOneThatWasKilled_GoAndWhatIsInUseStays()
    {
        Directory.CreateDirectory(Path.Join(_place.Root, ".backup-dead"));
        Directory.CreateDirectory(_place.Archives);
        var part = Path.Join(_place.Archives, $".dead{BackupMaker.PartEnding}");
        File.WriteAllText(part, "half");
        using var live = WorkFolder.Create(_place.Root);
        WorkFolder.CleanUp(_place.Root, _place.Archives);
        Assert.Equal([Path.GetFileName(live.Path)], Directory.EnumerateDirectories(_place.Root, ".backup-*").Select(Path.GetFileName));
        Assert.False(File.Exists(part));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("1234567")]
    public void Passphrase_TooShort_IsRefused(string passphrase) =>
        Assert.Equal(BackupProblem.Wrong, Assert.Throws<BackupException>(() => _place.Make(new() { Passphrase = passphrase })).Problem);

    [Fact]
    public void Links_AreNotFollowed()
    {
        using var elsewhere = new BackupPlace();
        Directory.CreateSymbolicLink(Path.Join(_place.Root, "user", "link"), elsewhere.Root);
        Assert.DoesNotContain(NamesOf(_place.Make().Path), name => name.Contains("link", StringComparison.Ordinal));
    }

    private static List<string> NamesOf(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    private sealed class Recording(Action<string> told) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => told(value.Step);
    }
}
