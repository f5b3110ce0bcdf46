using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Api;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Backup;
using Studio.Web.Health;

namespace Studio.Tests.Backup;

/// <summary>Backups of a running server, over its routes, and what they bring back.</summary>
public sealed class BackupsApiTests : IAsyncLifetime
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private readonly HeldVolumes _volumes = new();
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: services =>
        {
            FakeEngine.With(_world)(services);
            services.AddSingleton<IVolumes>(_volumes);
        });
        _http = _studio.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
        _volumes.Dispose();
    }

    [Fact]
    public async Task Backup_IsMadeListedFetchedInPiecesAndDeleted()
    {
        var name = await MakeAsync();
        var path = $"/api/admin/backups/{name}";
        var whole = await _http.GetByteArrayAsync(path);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Join(_studio.StudioDir, "backups", name)), whole);
        using var piece = await _http.SendAsync(HttpMethod.Get, path, "Range: bytes=10-19");
        Assert.Equal((HttpStatusCode.PartialContent, true), (piece.StatusCode, piece.Headers.CacheControl!.NoStore));
        Assert.Equal(whole[10..20], await piece.Content.ReadAsByteArrayAsync());

        using var deleted = await _http.DeleteAsync(path);
        Assert.Equal("""{"status":"ok"}""", await deleted.Content.ReadAsStringAsync());
        Assert.Empty((await NowAsync())["backups"]!.AsArray());
        var lines = JsonNode.Parse(await _http.GetStringAsync("/api/admin/audit?action=backup"))!["entries"]!.AsArray();
        Assert.Equal(["backup.deleted", "backup.downloaded", "backup.downloaded", "backup.made"],
            lines.Select(line => (string)line!["action"]!));
        Assert.All(lines, line => Assert.Equal(name, (string?)line!["target"]));
    }

    [Theory]
    [InlineData("none.zip")]
    [InlineData("studio-none.zip")]
    [InlineData("..%2fstudio.db")]
    [InlineData("studio-..%2f..%2fx.zip")]
    public async Task Name_OfNoBackup_Is404(string name)
    {
        using var got = await _http.GetAsync($"/api/admin/backups/{name}");
        using var deleted = await _http.DeleteAsync($"/api/admin/backups/{name}");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (got.StatusCode, deleted.StatusCode));
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Viewer)]
    public async Task Others_AreRefusedByRouteAndService(string role)
    {
        var name = await MakeAsync();
        var otto = StudioApplication.User("otto", role);
        using var client = await _studio.CreateClientAsync(otto);
        foreach (var (method, path) in new[] { ("GET", ""), ("POST", ""), ("GET", $"/{name}"), ("DELETE", $"/{name}") })
        {
            using var refused = await client.SendAsync(new HttpMethod(method), $"/api/admin/backups{path}");
            Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, refused.StatusCode));
        }

        var service = _studio.Get<Web.Backup.Backups>();
        Assert.Throws<AccountException>(() => service.Look(Actor.By(otto)));
        Assert.Throws<AccountException>(() => { _ = service.Begin(Actor.By(otto), false, false); });
        Assert.Throws<AccountException>(() => service.Take(Actor.By(otto), name));
        Assert.Throws<AccountException>(() => service.Delete(Actor.By(otto), name));
        Assert.Throws<AccountException>(() => service.ConfirmHome(Actor.By(otto)));
        Assert.Single((await NowAsync())["backups"]!.AsArray());
    }

    [Fact]
    public async Task Second_WhileOneIsMade_IsRefused()
    {
        _volumes.Hold();
        using var begun = await _http.PostAsync("/api/admin/backups", "{}");
        await UntilAsync(async () => (string?)(await NowAsync())["running"]?["step"] is not (null or "beginning"));
        using var second = await _http.PostAsync("/api/admin/backups", "{}");
        Assert.Equal((HttpStatusCode.Conflict, """{"detail":"A backup is being made. Wait for its end."}"""),
            (second.StatusCode, await second.Content.ReadAsStringAsync()));
        _volumes.LetGo();
        await UntilAsync(async () => (await NowAsync())["running"] is null);
        Assert.Single((await NowAsync())["backups"]!.AsArray());
    }

    /// <summary>Prompts arrive all the while. What comes back is one moment of the database, and every picture that it names.</summary>
    [Fact]
    public async Task TakenUnderLoad_RestoresToOneMomentAndThePicturesOfIt()
    {
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => LoadAsync(stop.Token));
        await UntilAsync(async () => (await HistoryAsync()).Count > 3);
        var name = await MakeAsync("""{"pictures": true}""");
        await stop.CancelAsync();
        await load;
        await UntilAsync(async () => (string)(await QueueAsync()).ToJsonString() is var text && text.Contains("\"queue_running\":[],\"queue_pending\":[]", StringComparison.Ordinal));

        using var place = new BackupPlace(isEmpty: true);
        place.Restore(Path.Join(_studio.StudioDir, "backups", name));
        var (restored, source) = (Jobs(place.Options.Paths.Database), Jobs(Path.Join(_studio.StudioDir, "studio.db")));
        Assert.True(restored.Count > 3);
        Assert.Equal(source.Take(restored.Count), restored); // rows in the order of their coming: none is missing in between
        var named = place.Rows("pictures").Select(row => row.Split('|')).Where(row => row[1] == "output").Select(row => row[3]).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, file => Assert.True(File.Exists(Path.Join(place.Options.Paths.Output, file)), file));
        foreach (var file in Directory.EnumerateFiles(place.Options.Paths.Output, "*", SearchOption.AllDirectories))
            Assert.Equal(await File.ReadAllBytesAsync(Path.Join(_studio.StudioDir, "output",
                Path.GetRelativePath(place.Options.Paths.Output, file))),
                await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task TakenAtRest_RestoresIdenticalRowsOfEveryTable()
    {
        await LoadAsync(new CancellationToken(canceled: false), count: 3);
        await UntilAsync(async () => (await HistoryAsync()).Count == 3);
        var name = await MakeAsync("""{"pictures": true, "models_list": true}""");
        using var place = new BackupPlace(isEmpty: true);
        place.Restore(Path.Join(_studio.StudioDir, "backups", name));
        // the audit log has a line more at home: that the backup was made; and keys note when they were last used
        foreach (var table in new[] { "jobs", "pictures", "picture_owners", "users", "groups", "workflows", "workflow_versions",
            "migrations" })
            Assert.Equal(RowsAtHome(table), place.Rows(table));
    }

    private async Task LoadAsync(CancellationToken stop, int count = int.MaxValue)
    {
        for (var sent = 0; sent < count && !stop.IsCancellationRequested; sent++)
        {
            using var answer = await _http.PostAsync("/prompt", $"{{\"prompt\": {ComfySequenceTests.Prompt(steps: 1 + (sent % 9))}}}");
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private async Task<string> MakeAsync(string body = "{}")
    {
        using var begun = await _http.PostAsync("/api/admin/backups", body);
        Assert.Equal((HttpStatusCode.Accepted, """{"status":"started"}"""), (begun.StatusCode, await begun.Content.ReadAsStringAsync()));
        await UntilAsync(async () => (await NowAsync())["running"] is null);
        var now = await NowAsync();
        Assert.Null((string?)now["problem"]);
        return (string)now["backups"]![0]!["name"]!;
    }

    private async Task<JsonNode> NowAsync() => JsonNode.Parse(await _http.GetStringAsync("/api/admin/backups"))!;

    private async Task<JsonObject> HistoryAsync() => JsonNode.Parse(await _http.GetStringAsync("/history?max_items=10000"))!.AsObject();

    private async Task<JsonNode> QueueAsync() => JsonNode.Parse(await _http.GetStringAsync("/queue"))!;

    private List<string> RowsAtHome(string table)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Join(_studio.StudioDir, "studio.db")};Pooling=False");
        return [.. Dapper.SqlMapper.Query(connection, $"SELECT * FROM {table}")
            .Select(row => string.Join('|', ((IDictionary<string, object>)row).Values)).Order()];
    }

    private static List<string> Jobs(string database)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False");
        return [.. Dapper.SqlMapper.Query<string>(connection, "SELECT id || owner || sequence || prompt || extra_data || created_at FROM jobs ORDER BY sequence")];
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 1200, "It did not come to that in a minute.");
            await Task.Delay(50);
        }
    }

    /// <summary>A disk that does not answer for the backups' folder until the test lets it.</summary>
    private sealed class HeldVolumes : IVolumes, IDisposable
    {
        private readonly FakeVolumes _volumes = new();
        private readonly ManualResetEventSlim _open = new(initialState: true);

        public void Hold() => _open.Reset();

        public void LetGo() => _open.Set();

        public (long Total, long Free) SpaceOf(string folder)
        {
            if (Path.GetFileName(folder) == "backups")
                _open.Wait();
            return _volumes.SpaceOf(folder);
        }

        public Studio.Engine.StorageProblem? TryWrite(string folder, int bytes) => _volumes.TryWrite(folder, bytes);

        public void Dispose() => _open.Dispose();
    }
}
