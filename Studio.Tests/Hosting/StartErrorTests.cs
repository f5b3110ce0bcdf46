using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using Studio.Tests.Conventions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Data;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

/// <summary>What an operator reads when the server cannot start because of its disk: the cause, and nothing that would lose data.</summary>
public sealed class StartErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(28, "the disk is full")]
    [InlineData(122, "a quota is used up")]
    [InlineData(30, "can only be read")]
    [InlineData(13, "cannot be written by this user")]
    [InlineData(5, "reports an error")]
    [InlineData(24, "as many files open")]
    [InlineData(20, "a file has the name of one of its folders")]
    [InlineData(116, "reports an error")]
    [InlineData(4242, "odd")]
    public void LockFile_ThatCannotBeOpened_IsNotSaidToBeAnotherServers(int code, string words)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var sentence = StudioFolder.LockSentence("/srv/studio", new IOException("odd", code));
        Assert.Contains(words, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Another Studio", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(unchecked((int)0x80070020))]
    public void LockFile_ThatSomebodyHolds_IsWaitedFor(int code) =>
        Assert.Null(StudioFolder.LockSentence("/srv/studio", new IOException("x", code)));

    [Fact]
    public async Task LockFile_ThatIsAFolder_IsSaidSo()
    {
        Directory.CreateDirectory(Path.Join(_folder.Path, ".lock"));
        var error = await Assert.ThrowsAsync<StartupException>(() => StudioFolder.OpenAsync(_folder.Path, TimeProvider.System));
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13, 13, "the disk is full", false)]
    [InlineData(8, 8, "can only be read", false)]
    [InlineData(5, 5, "held by another program", false)]
    [InlineData(10, 266, "Look at its disk", false)]
    [InlineData(14, 14, "Look at its disk", false)]
    [InlineData(11, 11, "Restore it from a backup", true)]
    [InlineData(26, 26, "Restore it from a backup", true)]
    [InlineData(1, 1, "keep the file", false)]
    public void Database_ThatCannotBeOpened_IsToBeMovedAwayOnlyWhenItIsDamaged(int code, int extended, string words, bool restore)
    {
        var sentence = StartSentence.Of(Path.Join(_folder.Path, "studio.db"), new SqliteException("x", code, extended));
        Assert.Contains(words, sentence, StringComparison.Ordinal);
        Assert.Equal(restore,
            sentence.Contains("move it away", StringComparison.Ordinal) || sentence.Contains("backup, or", StringComparison.Ordinal));
    }

    [Fact]
    public void Database_WhoseFolderIsGone_SaysWhatTheSystemSays()
    {
        var sentence = StartSentence.Of(Path.Join(_folder.Path, "gone", "studio.db"),
            new SqliteException("unable to open database file", 14));
        Assert.Contains("not there any more", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Database_HeldByAnotherProgram_SaysSo()
    {
        var file = Path.Join(_folder.Path, "studio.db");
        var db = new StudioDb(file);
        using (var connection = db.Open())
            connection.Execute("PRAGMA journal_mode = WAL; CREATE TABLE x (y)");
        using (HeldDatabase.Hold(file))
            Assert.Contains("held by another program", Assert.Throws<StartupException>(() => db.Migrate(TimeProvider.System)).Message,
                StringComparison.Ordinal);
        db.Close();
    }

    [SmallVolumeFact]
    public async Task FullOrReadOnlyDisk_IsSaidSoAndLosesNothing()
    {
        using var volume = new SmallVolume(4);
        var file = Path.Join(volume.Path, "studio.db");
        var db = new StudioDb(file);
        db.Migrate(TimeProvider.System);
        using (var connection = db.Open())
            connection.Execute(
                $"DELETE FROM migrations WHERE number = (SELECT MAX(number) FROM migrations); {UndoLastMigration()} PRAGMA wal_checkpoint(TRUNCATE)");
        db.Close();
        var before = File.ReadAllBytes(file);
        volume.Fill();
        Sentence("the disk is full", Assert.Throws<StartupException>(() => db.Migrate(TimeProvider.System)));
        db.Close();
        Assert.Equal(before, File.ReadAllBytes(file));
        Sentence("the disk is full",
            await Assert.ThrowsAsync<StartupException>(() => StudioFolder.OpenAsync(volume.Path, TimeProvider.System)));
        volume.MakeRoom();
        Assert.True(volume.Remount("ro"));
        Sentence("can only be read",
            await Assert.ThrowsAsync<StartupException>(() => StudioFolder.OpenAsync(volume.Path, TimeProvider.System)));
        Sentence("can only be read", Assert.Throws<StartupException>(() => db.Migrate(TimeProvider.System)));
        db.Close();

        static string UndoLastMigration()
        {
            var sql = Directory.EnumerateFiles(Path.Join(Repository.Root, "Studio.Web", "Data", "Migrations")).Max(StringComparer.Ordinal)!;
            var made = Regex.Matches(File.ReadAllText(sql),
                @"CREATE (?<kind>TABLE|INDEX) (?<name>\w+)|ALTER TABLE (?<table>\w+) ADD COLUMN (?<column>\w+)");
            Assert.NotEmpty(made);
            return string.Concat(made.Reverse().Select(one => one.Groups["column"] is { Success: true, Value: var column }
                ? $"ALTER TABLE {one.Groups["table"].Value} DROP COLUMN {column};"
                : $"DROP {one.Groups["kind"].Value} {one.Groups["name"].Value};"));
        }

        static void Sentence(string words, StartupException error)
        {
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Another Studio", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("backup", error.Message, StringComparison.Ordinal);
        }
    }
}
