using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Studio.Tests.Support;
using Studio.Web.Data;
using Studio.Web.Jobs;

namespace Studio.Tests.Hosting;

/// <summary>Somebody deletes, moves or replaces the database file under the running server.</summary>
public sealed class MovedDatabaseTests : IAsyncLifetime
{
    private const string Prompt = """{"prompt": {"1": {"class_type": "Gate", "inputs": {"name": "x"}}}}""";

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    private string File => Path.Join(_studio.StudioDir, "studio.db");

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task MovedAway_IsToldEverywhereUntilItIsBack()
    {
        if (OperatingSystem.IsWindows())
            return; // nobody can take an open file away there
        using var master = _studio.CreateClient();
        Assert.Contains("ready", await master.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        var away = Path.Join(_studio.StudioDir, "away.db");
        System.IO.File.Move(File, away);

        await RefusedAsync(await master.PostAsync("/prompt", new StringContent(Prompt)));
        await RefusedAsync(await master.GetAsync("/queue"));
        await RefusedAsync(await master.GetAsync("/health"));
        await UntilAsync(async () => (await master.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable);
        await RefusedAsync(await master.GetAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, (await master.GetAsync("/health/live")).StatusCode);
        Assert.False(System.IO.File.Exists(File)); // no empty one is made in its place
        _studio.Get<DiskWatch>().Look();
        Assert.Equal(PauseKind.DiskFull, _studio.Get<JobQueue>().Pause!.Kind);

        System.IO.File.Move(away, File);
        _studio.Get<DiskWatch>().Look();
        Assert.Null(_studio.Get<JobQueue>().Pause);
        using var again = await master.PostAsync("/prompt", new StringContent(Prompt));
        Assert.Equal((HttpStatusCode.OK, ""), (again.StatusCode, again.IsSuccessStatusCode ? "" : await again.Content.ReadAsStringAsync()));
        _world.LetGo();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeletedOrReplaced_LeavesACopyOfWhatTheServerHad(bool replaced)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var master = _studio.CreateClient();
        await _studio.AddUserAsync(StudioApplication.User("anna"));
        System.IO.File.Delete(File);
        if (replaced)
            System.IO.File.WriteAllText(File, "another");

        await RefusedAsync(await master.PostAsync("/prompt", new StringContent(Prompt)));

        Assert.Equal(replaced ? "another" : null, System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : null);
        var rescued = Path.Join(_studio.StudioDir, StudioDb.RescuedName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(rescued));
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = rescued, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM users WHERE id = 'anna'"));
        Assert.Equal("ok", await connection.ExecuteScalarAsync<string>("PRAGMA integrity_check"));
    }

    private static async Task RefusedAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, text), (answer.StatusCode, text));
        Assert.Contains("moved, deleted or replaced", text, StringComparison.Ordinal);
        Assert.Contains(StudioDb.RescuedName, text, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        for (var patience = 600; !await happened(); patience--)
        {
            Assert.True(patience > 0, "It did not happen.");
            await Task.Delay(100);
        }
    }
}
