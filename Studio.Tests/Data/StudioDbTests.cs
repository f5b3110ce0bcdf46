using Dapper;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Data;
using Studio.Web.Gallery;

namespace Studio.Tests.Data;

public sealed class StudioDbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StudioDb _db;

    public StudioDbTests() => _db = new StudioDb(File);

    private string File => Path.Join(_folder.Path, "studio.db");

    public void Dispose()
    {
        _db.Close();
        _folder.Dispose();
    }

    [Fact]
    public async Task Migrate_Twice_AppliesEachScriptOnce()
    {
        _db.Migrate(TimeProvider.System);
        _db.Migrate(TimeProvider.System);
        await using var connection = await _db.OpenAsync();
        Assert.Equal(Migrations.Embedded().Select(script => script.Number),
            await connection.QueryAsync<int>("SELECT number FROM migrations ORDER BY number"));
        Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("PRAGMA foreign_keys"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task Migrate_DatabaseOfANewerProgram_IsRefusedWithWords()
    {
        _db.Migrate(TimeProvider.System);
        await using (var connection = await _db.OpenAsync())
            await connection.ExecuteAsync("INSERT INTO migrations VALUES (9999, 'future', 0)");
        var e = Assert.Throws<StartupException>(() => _db.Migrate(TimeProvider.System));
        Assert.Contains("newer Studio", e.Message, StringComparison.Ordinal);
        Assert.Contains("9999 (future)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrate_FileThatIsNoDatabase_IsRefusedWithWords()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));
        Assert.Contains("studio.db cannot be opened", Assert.Throws<StartupException>(() => _db.Migrate(TimeProvider.System)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sqlite_IsANewOneAndTakesDoubleQuotesForNamesOnly()
    {
        await using var connection = await _db.OpenAsync();
        var version = Version.Parse((await connection.ExecuteScalarAsync<string>("SELECT sqlite_version()"))!);
        Assert.True(version >= new Version(3, 50), $"SQLite {version}");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => connection.ExecuteScalarAsync<string>("SELECT \"text\""));
    }

    [Fact]
    public async Task Apply_ScriptThatFails_LeavesNothingBehind()
    {
        await using var connection = await _db.OpenAsync();
        Migration[] scripts = [new(1, "good", "CREATE TABLE a (x)"), new(2, "bad", "CREATE TABLE b (x); CREATE TABLE a (x)")];
        Assert.ThrowsAny<System.Data.Common.DbException>(() => Migrations.Apply(connection, scripts, TimeProvider.System));
        Assert.Equal([1], await connection.QueryAsync<int>("SELECT number FROM migrations"));
        Assert.Equal(["a"], await connection.QueryAsync<string>("SELECT name FROM sqlite_master WHERE name IN ('a', 'b')"));
    }

    [Fact]
    public async Task Migrate_DatabaseFromBeforeMarksAndWorkflows_KeepsItsPicturesAndFindsTheirModels()
    {
        await using (var connection = await _db.OpenAsync())
        {
            Migrations.Apply(connection, [.. Migrations.Embedded().Where(script => script.Number < 21)], TimeProvider.System);
            await connection.ExecuteAsync("""
                INSERT INTO pictures (folder, subfolder, file_name, bytes, created_at, settings, words)
                VALUES ('output', '', 'old.png', 5, 1000, '{"Model":"a.safetensors","Sampler":"euler"}', 'old'),
                  ('output', '', 'bare.png', 5, 2000, NULL, '');
                INSERT INTO picture_owners (picture_id, owner) SELECT id, 'local' FROM pictures;
                """);
        }

        _db.Migrate(TimeProvider.System);
        Assert.Equal(2, new GalleryIndex(_db).List("local", new()).Total);
        await using var check = await _db.OpenAsync();
        Assert.Equal(("a.safetensors", "euler"),
            await check.QuerySingleAsync<(string, string)>("SELECT model, sampler FROM pictures WHERE file_name = 'old.png'"));
        Assert.Equal(0, await check.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM picture_owners WHERE binned_at IS NOT NULL"));
        Assert.Equal(0, await check.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM workflows"));
    }

    [Fact]
    public async Task Open_ManyWritersAtOnce_AllSucceed()
    {
        _db.Migrate(TimeProvider.System);
        await using (var connection = await _db.OpenAsync())
            await connection.ExecuteAsync("CREATE TABLE counter (n INTEGER)");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await using var connection = await _db.OpenAsync();
                await connection.ExecuteAsync("INSERT INTO counter VALUES (@writer)", new { writer });
            }
        })));
        await using var check = await _db.OpenAsync();
        Assert.Equal(160, await check.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM counter"));
    }
}
