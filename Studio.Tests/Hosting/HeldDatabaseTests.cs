using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Data;
using Studio.Web.Health;

namespace Studio.Tests.Hosting;

/// <summary>Another program holds the database's write lock: whoever only looks does not notice, and whoever changes is told.</summary>
public sealed class HeldDatabaseTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly CurrentUser Anna = StudioApplication.User("anna");

    private StudioApplication Studio => shared.Studio;

    private string Database => Path.Join(Studio.StudioDir, "studio.db");

    [Fact]
    public async Task HeldDatabase_ShutsNobodyOutAndSaysWhatItIs()
    {
        using var cookie = await Studio.CreateClientAsync(Anna);
        using var key = Studio.CreateClient(await Studio.CreateKeyAsync(Anna));
        using var master = Studio.CreateClient();
        using var stranger = Studio.CreateAnonymousClient();
        await using (var connection = await Studio.Get<StudioDb>().OpenAsync())
            await connection.ExecuteAsync("UPDATE sessions SET last_seen_at = last_seen_at - 120000");
        using var held = HeldDatabase.Hold(Database);

        foreach (var client in new[] { cookie, key, master })
        {
            foreach (var path in new[] { "/queue", "/api/auth/me", "/api/gallery", "/history", "/health/live" })
                Assert.Equal((path, HttpStatusCode.OK), (path, (await client.GetAsync(path)).StatusCode));
        }

        var answers = await Task.WhenAll(
            stranger.PostAsync("/api/auth/login", Json($$"""{"api_key": "{{StudioApplication.Key}}"}""")),
            master.PostAsync("/prompt",
                Json("""{"prompt": {"1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 16, "batch_size": 1, "color": 0}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x"}}}}""")),
            master.PostAsync("/queue", Json("""{"clear": true}""")),
            stranger.GetAsync("/health/ready"));
        foreach (var answer in answers)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, text), (answer.StatusCode, text));
            Assert.Contains("another program", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("disk", text, StringComparison.Ordinal);
        }

        Assert.All(answers[..3], answer => Assert.Equal("2", answer.Headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task LastSeen_ThatCannotBeNoted_IsToldOnceAndTriedAgainLater()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Join(folder.Path, "studio.db");
        var db = new StudioDb(file);
        db.Migrate(TimeProvider.System);
        var (time, log) = (new ManualTime(), new ListLog<LastSeenStore>());
        var seen = new LastSeenStore(db, time, log);
        await AddAsync(db);
        using (HeldDatabase.Hold(file))
        {
            await seen.SessionAsync("s", 5);
            time.Advance(TimeSpan.FromMinutes(2));
            await seen.SessionAsync("s", 6);
            Assert.Contains("another program", Assert.Single(log.Lines).Text, StringComparison.Ordinal);
        }

        await seen.SessionAsync("s", 7); // it rests: no request waits again so soon
        Assert.Equal(1, await SeenAsync(db));
        time.Advance(TimeSpan.FromMinutes(2));
        await seen.SessionAsync("s", 8);
        Assert.Equal((8, 2), (await SeenAsync(db), log.Lines.Count));
        db.Close();
    }

    [Theory]
    [InlineData(13, 13, DatabaseProblem.NoRoom, 507)]
    [InlineData(8, 8, DatabaseProblem.ReadOnly, 507)]
    [InlineData(8, 1032, DatabaseProblem.Gone, 503)]
    [InlineData(5, 5, DatabaseProblem.Busy, 503)]
    [InlineData(5, 517, DatabaseProblem.Busy, 503)]
    [InlineData(6, 262, DatabaseProblem.Busy, 503)]
    [InlineData(10, 778, DatabaseProblem.Unusable, 507)]
    [InlineData(10, 4874, DatabaseProblem.Unusable, 507)]
    [InlineData(14, 14, DatabaseProblem.Unusable, 507)]
    [InlineData(11, 11, DatabaseProblem.Damaged, 503)]
    [InlineData(26, 26, DatabaseProblem.Damaged, 503)]
    [InlineData(1, 1, DatabaseProblem.Other, 500)]
    [InlineData(19, 787, DatabaseProblem.Other, 500)]
    public void Fault_OfEachCode_HasItsStatusAndWords(int code, int extended, DatabaseProblem problem, int status)
    {
        var error = new SqliteException("x", code, extended);
        Assert.Equal((problem, status), (DatabaseFault.Of(error).Problem, DatabaseFault.Of(error).Status));
        Assert.Equal(problem, DatabaseFault.In(new InvalidOperationException("y", error))!.Problem);
        Assert.Null(DatabaseFault.In(new InvalidOperationException("y")));
        Assert.Equal(problem is DatabaseProblem.NoRoom or DatabaseProblem.ReadOnly or DatabaseProblem.Unusable,
            DatabaseFault.Of(error).MayBeRoom);
    }

    [Fact]
    public void Fault_OfAFileThatMayGrowNoMore_IsAFullDisk()
    {
        using var folder = new TemporaryFolder();
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Join(folder.Path, "x.db"), Pooling = false }.ConnectionString);
        connection.Open();
        connection.Execute("CREATE TABLE t (x); PRAGMA max_page_count = 2");
        var error = Assert.Throws<SqliteException>(() => connection.Execute("INSERT INTO t VALUES (zeroblob(100000))"));
        Assert.Equal(DatabaseProblem.NoRoom, DatabaseFault.Of(error).Problem);
    }

    [Fact]
    public void Readiness_LooksNowAndThenAndNotForEverybody()
    {
        using var folder = new TemporaryFolder();
        var options = new StudioOptions { StudioDir = folder.Path };
        Directory.CreateDirectory(options.Paths.Output);
        var db = new StudioDb(options);
        db.Migrate(TimeProvider.System);
        var (volumes, time) = (new FakeVolumes(), new ManualTime());
        var readiness = new Readiness(db, options, volumes, time);
        Assert.Null(readiness.Problem());
        volumes.Problem = StorageProblem.ReadOnly;
        Assert.Null(readiness.Problem());
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains("only be read", readiness.Problem(), StringComparison.Ordinal);
        volumes.Problem = null;
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(readiness.Problem());
        db.Close();
    }

    private static async Task AddAsync(StudioDb db)
    {
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync(
            "INSERT INTO sessions (id, user_id, credential, persistent, user_agent, address, created_at, last_seen_at) VALUES ('s', 'admin', '', 0, '', '', 1, 1)");
    }

    private static async Task<long> SeenAsync(StudioDb db)
    {
        await using var connection = await db.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT last_seen_at FROM sessions");
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
