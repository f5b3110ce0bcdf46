using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Logs;

namespace Studio.Tests.Api;

/// <summary>/internal: the log with its subscribers, folders and files; and what unknown addresses and verbs get.</summary>
public sealed class ComfyInternalTests : IAsyncLifetime
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        _http = _studio.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Logs_HaveTheRecordedShape_AndNoSecrets()
    {
        Write($"opened with {StudioApplication.Key} and api_key=abc");

        var raw = (JsonObject)JsonNode.Parse(await _http.GetStringAsync("/internal/logs/raw"))!;
        var text = (string)JsonNode.Parse(await _http.GetStringAsync("/internal/logs"))!;

        Assert.Equal(["entries", "size"], raw.Select(member => member.Key));
        Assert.Equal(["cols", "rows"], raw["size"]!.AsObject().Select(member => member.Key));
        var entry = raw["entries"]!.AsArray().Single(line => ((string)line!["m"]!).Contains("opened"))!.AsObject();
        Assert.Equal(["t", "m"], entry.Select(member => member.Key));
        Assert.Equal("[WARNING] opened with *** and api_key=***\n", (string?)entry["m"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$", (string?)entry["t"]);
        Assert.Contains($"{entry["t"]} - {entry["m"]}", text);
    }

    [Fact]
    public async Task Logs_OlderThanTheMemory_AreGone()
    {
        for (var i = 0; i < LogMemory.Capacity + 5; i++)
            Write($"line {i}.");

        var entries = JsonNode.Parse(await _http.GetStringAsync("/internal/logs/raw"))!["entries"]!.AsArray();

        Assert.Equal(LogMemory.Capacity, entries.Count);
        Assert.Contains($"line {LogMemory.Capacity + 4}.", (string?)entries[^1]!["m"]);
        Assert.DoesNotContain(entries, entry => ((string)entry!["m"]!).Contains("line 4."));
    }

    [Fact]
    public async Task Subscribe_TheClientsSocketGetsLines_UntilItHasEnough()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "client-a");
        await client.NextAsync("status");
        Write("unheard");

        Assert.Equal("{}", await SubscribeAsync("""{"clientId": "client-a", "enabled": true}"""));
        Write("heard");
        var frame = await client.NextAsync("logs");
        Assert.Equal(["entries", "size"], frame["data"]!.AsObject().Select(member => member.Key));
        Assert.Equal("[WARNING] heard\n", (string?)frame["data"]!["entries"]!.AsArray().Single()!["m"]);
        await SubscribeAsync("""{"clientId": "client-a", "enabled": false}""");
        Write("unheard again");
        await SubscribeAsync("""{"clientId": "client-a", "enabled": true}""");
        Write("heard again");

        Assert.Equal("[WARNING] heard again\n", (string?)(await client.NextAsync("logs"))["data"]!["entries"]![0]!["m"]);
        Assert.Equal("{}", await SubscribeAsync("""{"clientId": "nobody", "enabled": true}"""));
    }

    [Fact]
    public async Task Logs_AreForOperatorsOnly()
    {
        using var artist = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var operators = await _studio.CreateClientAsync(StudioApplication.User("otto", Roles.Operator));
        using var stranger = _studio.CreateAnonymousClient();

        foreach (var path in new[] { "/internal/logs", "/internal/logs/raw" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await artist.GetAsync(path)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await operators.GetAsync(path)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await artist.PatchAsync("/internal/logs/subscribe", new StringContent("{}"))).StatusCode);
    }

    [Fact]
    public async Task FolderPaths_AreFullForOperators_AndRelativeForOthers()
    {
        using var artist = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        var models = Path.Join(_studio.StudioDir, "models");

        var whole = JsonNode.Parse(await _http.GetStringAsync("/internal/folder_paths"))!.AsObject();
        Assert.Equal(29, whole.Count);
        Assert.Equal([Path.Join(models, "text_encoders"), Path.Join(models, "clip"), Path.Join(_studio.StudioDir, "output/clip")],
            whole["text_encoders"]!.AsArray().Select(path => (string?)path));
        Assert.Equal("""["models/text_encoders","models/clip","output/clip"]""",
            JsonNode.Parse(await artist.GetStringAsync("/internal/folder_paths"))!["text_encoders"]!.ToJsonString());
    }

    [Fact]
    public async Task Files_NewestFirst_AndOnlyOnesOwn()
    {
        using var anna = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        await UploadAsync(anna, "a.bin", 1);
        await UploadAsync(_http, "b.bin", 2);
        var input = Path.Join(_studio.StudioDir, "input");
        await File.WriteAllTextAsync(Path.Join(input, "shared.png"), "x");
        await File.WriteAllTextAsync(Path.Join(input, ".hidden"), "x");
        Directory.CreateDirectory(Path.Join(input, "sub"));
        await File.WriteAllTextAsync(Path.Join(_studio.StudioDir, "output/theirs.png"), "x");
        var hour = 0;
        foreach (var name in new[] { "shared.png", "b.bin" })
            File.SetLastWriteTimeUtc(Path.Join(input, name), new DateTime(2026, 1, 1, ++hour, 0, 0, DateTimeKind.Utc));

        Assert.Equal("""["b.bin [input]","shared.png [input]"]""", await _http.GetStringAsync("/internal/files/input"));
        Assert.Equal("""["a.bin [input]"]""", await anna.GetStringAsync("/internal/files/input"));
        Assert.Equal("""["theirs.png [output]"]""", await _http.GetStringAsync("/internal/files/output"));
        Assert.Equal("[]", await anna.GetStringAsync("/internal/files/output"));
        Assert.Equal("[]", await _http.GetStringAsync("/internal/files/temp"));
        var unknown = await _http.GetAsync("/internal/files/x");
        Assert.Equal((HttpStatusCode.BadRequest, """{"error":"Invalid directory type"}"""),
            (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://app.example.org")]
    public async Task Cors_WithTheFlag_EveryAnswerHasTheHeaders(string origin)
    {
        await using var studio = await StudioApplication.StartAsync(options => options.EnableCorsHeader = origin, FakeEngine.With(_world));
        using var http = studio.CreateClient();

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/prompt"), (HttpMethod.Get, "/nope"),
            (HttpMethod.Options, "/userdata/x.json"), (HttpMethod.Get, "/userdata") })
        {
            using var response = await http.SendAsync(method, path, "Origin: https://app.example.org");
            Assert.Equal(origin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Equal("POST, GET, DELETE, PUT, OPTIONS, PATCH", response.Headers.GetValues("Access-Control-Allow-Methods").Single());
            // a session of this browser for any page at all is never offered
            Assert.Equal(origin != "*",
                response.Headers.TryGetValues("Access-Control-Allow-Credentials", out var credentials) && credentials.Single() == "true");
        }

        using var without = await _http.SendAsync(HttpMethod.Get, "/prompt", "Origin: https://app.example.org");
        Assert.False(without.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private void Write(string text) => _studio.Get<ILoggerFactory>().CreateLogger("Test").LogWarning("{Text}", text);

    private async Task<string> SubscribeAsync(string body)
    {
        var response = await _http.PatchAsync("/internal/logs/subscribe", new StringContent(body));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task UploadAsync(HttpClient http, string name, byte content)
    {
        using var form = ComfyFileTests.Form(name, [content]);
        (await http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
    }
}
