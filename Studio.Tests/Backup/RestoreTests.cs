using Studio.Web;
using Studio.Web.Backup;
using Studio.Web.Hosting;

namespace Studio.Tests.Backup;

/// <summary>Backups that come back: into nothing, over something, and half-way.</summary>
public sealed class RestoreTests : IDisposable
{
    private const string Passphrase = "correct horse";
    private static readonly BackupChoices Everything = new(Pictures: true, ModelsList: true);

    private readonly BackupPlace _from = new();
    private readonly BackupPlace _to = new(isEmpty: true);

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Passphrase)]
    public void IntoAnEmptyFolder_EverythingIsAsItWas(string? passphrase)
    {
        var made = _from.Make(Everything with { Passphrase = passphrase });
        Assert.Null(_to.Restore(made.Path, passphrase));
        foreach (var name in new[] { "studio.json", ".api_key", ".session_secret", ".keys/key-1.xml", "workflows/mine.json",
            "user/default/presets.json",
            "output/a.png", "output/deep/b.png", "input/c.png" })
            Assert.Equal((name, _from.Read(name)), (name, _to.Read(name)));
        foreach (var table in new[] { "users", "api_keys", "migrations" })
            Assert.Equal(_from.Rows(table), _to.Rows(table));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_to.Options.Paths.Database));
        Assert.Equal(File.GetLastWriteTimeUtc(Path.Join(_from.Root, "output/a.png")),
            File.GetLastWriteTimeUtc(Path.Join(_to.Root, "output/a.png")),
            TimeSpan.FromMilliseconds(1));
        Assert.False(Directory.Exists(_to.Options.Paths.Restoring));
    }

    [Fact]
    public void OverSomething_IsPreviewedAndCanBeGoneBackFrom()
    {
        var made = _from.Make(Everything);
        using var there = new BackupPlace();
        there.Write("workflows/mine.json", "{\"other\": 1}");
        there.Write("output/own.png", "own");
        File.Delete(Path.Join(there.Root, "input/c.png"));
        var (before, rows) = (there.Files(), there.Rows("users"));
        using (var archive = ArchiveReader.Open(made.Path, null))
        {
            var plan = there.Plan(archive);
            Assert.Null(plan.Refusal);
            Assert.Equal((RestoreAct.Replaced, RestoreAct.Added, RestoreAct.Same, 1),
                (Act(plan, "workflows/mine.json"), Act(plan, "input/c.png"), Act(plan, "output/a.png"), plan.Kept));
        }

        Assert.Equal(before, there.Files()); // a preview changes nothing
        var safety = there.Restore(made.Path)!;
        Assert.Equal(("{}", "own", "picture c"), (there.Read("workflows/mine.json"), there.Read("output/own.png"),
            there.Read("input/c.png")));
        Assert.Equal(_from.Rows("users"), there.Rows("users"));
        there.Write("studio.db-wal", "of the new database");

        there.Restorer().Undo(safety);
        Assert.Equal(before, there.Files());
        Assert.Equal(rows, there.Rows("users"));
        Assert.False(Directory.Exists(Path.Join(there.Root, safety)));
        Assert.False(File.Exists(there.Options.Paths.Away));

        static RestoreAct Act(RestorePlan plan, string target) => plan.Files.Single(file => file.Target == target).Act;
    }

    [Fact]
    public void LogBesideTheOldDatabase_NeverMeetsTheNewOne()
    {
        var made = _from.Make();
        using var there = new BackupPlace();
        there.Write("studio.db-wal", "old");
        there.Write("studio.db-shm", "old");
        var safety = there.Restore(made.Path)!;
        Assert.False(File.Exists(there.Options.Paths.Database + "-wal"));
        Assert.Equal("old", there.Read($"{safety}/files/studio.db-wal"));
    }

    /// <summary>As kill -9 does it: nothing is tidied up. The next start finds the old or the new installation, whole.</summary>
    [Fact]
    public void Killed_AtAnyPoint_LeavesTheOldOrTheNew()
    {
        var made = _from.Make(Everything);
        SortedDictionary<string, string> wanted;
        using (var place = Changed())
        {
            place.Restore(made.Path);
            wanted = place.Files();
        }

        var points = Points(place => (place.Files(), wanted, at => place.Restore(made.Path, at: at)));
        Assert.True(points > 30, $"only {points} points");
    }

    [Fact]
    public void Undo_KilledAtAnyPoint_LeavesTheOldOrTheNew()
    {
        var made = _from.Make(Everything);
        var points = Points(place =>
        {
            var before = place.Files();
            var safety = place.Restore(made.Path)!;
            return (place.Files(), before, at => place.Restorer(at).Undo(safety));
        });
        Assert.True(points > 20, $"only {points} points");
    }

    [Fact]
    public async Task Start_CarriesThroughWhatWasBegun()
    {
        var made = _from.Make();
        Assert.Throws<Killed>(() => _to.Restore(made.Path, at: step => Die(step.StartsWith("put user/", StringComparison.Ordinal))));
        using (await StudioFolder.OpenAsync(_to.Root, TimeProvider.System))
        {
        }

        Assert.Equal(("[1]", false), (_to.Read("user/default/presets.json"), Directory.Exists(_to.Options.Paths.Restoring)));
        Assert.False(File.Exists(Path.Join(_to.Root, "models/checkpoints/studio-demo.safetensors"))); // no sample into what is not empty
    }

    [Fact]
    public void Elsewhere_NothingGoesOutUntilItIsHome()
    {
        var made = _from.Make();
        var gate = new HomeGate(_to.Options);
        Assert.False(gate.IsHeld);
        _to.Restore(made.Path);
        Assert.True(gate.IsHeld);
        Assert.Equal(_from.Root, AwayMark.Find(_to.Options.Paths)!.From.Path);
    }

    [Fact]
    public void AtHome_NothingIsHeld()
    {
        var made = _from.Make();
        _from.Restore(made.Path);
        Assert.False(new HomeGate(_from.Options).IsHeld);
    }

    /// <summary>Does it again and again, killed one step later each time, until it comes to its end.</summary>
    /// <returns>How many steps there are.</returns>
    private static int Points(
        Func<BackupPlace, (SortedDictionary<string, string> Old, SortedDictionary<string, string> New, Action<Action<string>> Run)> prepare)
    {
        var points = 0;
        for (var isOver = false; !isOver; points++)
        {
            using var place = Changed();
            var (old, wanted, run) = prepare(place);
            var left = points;
            try
            {
                run(_ => Die(left-- == 0));
                isOver = true;
            }
            catch (Killed)
            {
                RestoreJournal.Finish(place.Options.Paths); // as every start does
            }

            var files = place.Files();
            Assert.True(files.SequenceEqual(wanted) || (!isOver && files.SequenceEqual(old)), $"point {points}: {string.Join(' ', files.Keys)}");
        }

        return points;
    }

    private static BackupPlace Changed()
    {
        var place = new BackupPlace();
        foreach (var name in new[] { "workflows/mine.json", "wildcards/colour.txt", "user/default/presets.json", "output/a.png",
            ".api_key" })
            place.Write(name, "other");
        place.Write("output/own.png", "own");
        place.Write("studio.db-wal", "");
        Directory.Delete(Path.Join(place.Root, "input"), recursive: true);
        File.Delete(Path.Join(place.Root, ".session_secret"));
        return place;
    }

    private static void Die(bool now)
    {
        if (now)
            throw new Killed();
    }

    private sealed class Killed : Exception;
}
