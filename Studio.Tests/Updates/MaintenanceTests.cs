using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Api;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Jobs;
using Studio.Web.Updates;

namespace Studio.Tests.Updates;

public sealed class MaintenanceTests : IAsyncLifetime
{
    private const string Detail = """{"detail":"System is updating, please wait..."}""";

    private readonly FakeWorld _world = new();
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: services =>
    {
        FakeEngine.With(_world)(services);
        services.AddSingleton<TimeProvider>(_time);
    });

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task On_Programs_Get503WithASentenceAndWhenToComeBack()
    {
        using var client = _studio.CreateClient();
        await SwitchAsync(client, """{"on":true,"reason":"new models"}""");

        foreach (var path in new[] { "/queue", "/api/queue", "/api/queue/state", "/object_info", "/api/no-such-thing", "/ws",
            "/api/admin/audit" })
        {
            using var response = await client.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
            Assert.Equal(Detail, await response.Content.ReadAsStringAsync());
            Assert.NotNull(response.Headers.RetryAfter);
        }

        using var posted = await client.PostAsync("/prompt", "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, posted.StatusCode);
    }

    [Fact]
    public async Task On_Browsers_GetAPageThatReloadsWithoutScript()
    {
        using var client = _studio.CreateClient();
        await SwitchAsync(client, """{"on":true,"reason":"<b>bold</b>"}""");
        using var browser = await _studio.CreateClientAsync(StudioApplication.User("anna"));

        foreach (var path in new[] { "/", "/studio/gallery", "/studio/settings", "/no/such/page" })
        {
            using var response = await browser.SendAsync(HttpMethod.Get, path, "Accept: text/html");
            var page = await response.Content.ReadAsStringAsync();
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
            Assert.Contains("Updating…", page);
            Assert.Contains("&lt;b&gt;bold", page);
            Assert.DoesNotContain("<script", page);
            Assert.Contains("""http-equiv="refresh" content="3""", page);
            Assert.Equal("3", response.Headers.GetValues("Refresh").Single());
            Assert.Contains("script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task On_Health_Is200AndSaysSo(string path)
    {
        await SwitchAsync(_studio.CreateClient(), """{"on":true}""");
        using var anyone = _studio.CreateAnonymousClient();
        Assert.Equal("maintenance", (string?)JsonNode.Parse(await anyone.GetStringAsync(path))!["status"]);
    }

    [Theory]
    [InlineData("/login", HttpStatusCode.OK)]
    [InlineData("/app.css", HttpStatusCode.OK)]
    [InlineData("/auth_login.html", HttpStatusCode.Redirect)]
    [InlineData("/_framework/blazor.web.js", HttpStatusCode.OK)]
    public async Task On_SignInAndAssets_StayReachable(string path, HttpStatusCode expected)
    {
        await SwitchAsync(_studio.CreateClient(), """{"on":true}""");
        using var anyone = _studio.CreateAnonymousClient();
        using var response = await anyone.SendAsync(HttpMethod.Get, path, "Accept: text/html, */*");
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task On_Administrator_SignsInReadsTheSettingsAndEndsIt()
    {
        await SwitchAsync(_studio.CreateClient(), """{"on":true}""");
        using var browser = _studio.CreateAnonymousClient();
        using var signedIn = await browser.PostAsync("/api/auth/login", $$"""{"api_key":"{{StudioApplication.Key}}"}""");
        browser.DefaultRequestHeaders.Add("Cookie", $"session={signedIn.CookieValue()}");

        using var settings = await browser.SendAsync(HttpMethod.Get, "/studio/settings", "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, settings.StatusCode);
        Assert.Contains("End maintenance", await settings.Content.ReadAsStringAsync());
        await SwitchAsync(browser, """{"on":false}""");

        using var queue = await browser.GetAsync("/queue");
        Assert.Equal(HttpStatusCode.OK, queue.StatusCode);
        Assert.Equal("ok", (string?)JsonNode.Parse(await browser.GetStringAsync("/api/health"))!["status"]);
    }

    [Fact]
    public async Task State_IsReadableAndAudited()
    {
        using var client = _studio.CreateClient();
        Assert.False((bool)(await StateAsync(client))["on"]!);
        await SwitchAsync(client, """{"on":true,"reason":"disk"}""");

        var state = await StateAsync(client);
        await SwitchAsync(client, """{"on":false}""");

        Assert.Equal((true, "disk", "admin", true),
            ((bool)state["on"]!, (string?)state["reason"], (string?)state["by"], (bool)state["quiet"]!));
        var lines = JsonNode.Parse(await client.GetStringAsync("/api/admin/audit?action=maintenance"))!["entries"]!.AsArray();
        Assert.Equal(["maintenance.off", "maintenance.on"], lines.Select(line => (string)line!["action"]!));
        Assert.Equal(("disk", "127.0.0.1"), ((string?)lines[1]!["detail"], (string?)lines[1]!["address"]));
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Artist)]
    public async Task Switch_NotAnAdministrator_Is403(string role)
    {
        using var client = await _studio.CreateClientAsync(StudioApplication.User("anna", role));
        using var response = await client.PostAsync("/api/admin/maintenance", """{"on":true}""");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(_studio.Get<MaintenanceMode>().State.On);
        // a page's handler passes no policy: the service refuses, too
        Assert.Throws<MaintenanceRefusedException>(
            () => _studio.Get<MaintenanceMode>().Enter(MaintenanceSwitch.By(StudioApplication.User("anna", role)), null));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":"x"}""")]
    public async Task Switch_WithoutOn_Is400(string body)
    {
        using var client = _studio.CreateClient();
        using var response = await client.PostAsync("/api/admin/maintenance", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task On_Services_RefuseWhatAnOpenPageAsks()
    {
        var mode = _studio.Get<MaintenanceMode>();
        mode.Enter(MaintenanceSwitch.By(CurrentUser.Administrator), null);

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => EnqueueAsync());

        Assert.Equal((JobRefusal.Maintenance, "System is updating, please wait..."), (refused.Refusal, refused.Message));
        Assert.Throws<UnauthorizedAccessException>(() =>
            _studio.Get<Studio.Web.Gallery.PictureGallery>().Upload(CurrentUser.Administrator, Studio.Engine.Imaging.ImageFolder.Input, "",
                "a.png", [1], overwrite: false));
        mode.Leave(MaintenanceSwitch.By(CurrentUser.Administrator));
        Assert.NotNull((await EnqueueAsync()).Job);
        _world.LetGo();
    }

    [Fact]
    public async Task RunningJob_EndsByItself_AndNothingElseStarts()
    {
        var running = (await EnqueueAsync()).Job!.Id;
        await _world.ArrivalAsync();
        var waiting = (await EnqueueAsync("b")).Job!.Id;
        var mode = _studio.Get<MaintenanceMode>();
        mode.Enter(MaintenanceSwitch.By(CurrentUser.Administrator), null);
        Assert.False(mode.IsQuiet);

        await UntilAsync(happened => happened is JobEvent.Released, () => _world.LetGo());

        Assert.True(mode.IsQuiet);
        var queue = _studio.Get<JobQueue>();
        Assert.Equal(JobState.Done, queue.Find(CurrentUser.Administrator, running)!.State);
        Assert.Equal(JobState.Queued, queue.Find(CurrentUser.Administrator, waiting)!.State);
        mode.Leave(MaintenanceSwitch.By(CurrentUser.Administrator));
        await _world.ArrivalAsync(); // the waiting one
        _world.LetGo();
    }

    [Fact]
    public async Task RunningJob_PastTheLimit_IsPutBackAndRunsAgainAfterwards()
    {
        var id = (await EnqueueAsync()).Job!.Id;
        await _world.ArrivalAsync();
        var mode = _studio.Get<MaintenanceMode>();
        mode.Enter(MaintenanceSwitch.By(CurrentUser.Administrator), null);
        await UntilAsync(happened => happened is JobEvent.PutBack, AdvanceUntilDraining);

        var queue = _studio.Get<JobQueue>();
        Assert.Equal(JobState.Queued, queue.Find(CurrentUser.Administrator, id)!.State);
        mode.Leave(MaintenanceSwitch.By(CurrentUser.Administrator));
        await _world.ArrivalAsync();
        await UntilAsync(happened => happened is JobEvent.Released, () => _world.LetGo());
        Assert.Equal((JobState.Done, 1),
            (queue.Find(CurrentUser.Administrator, id)!.State, queue.Find(CurrentUser.Administrator, id)!.Attempt));
    }

    [Theory]
    [InlineData("/ws?clientId=a")]
    [InlineData("/api/run/ws")]
    public async Task Sockets_AreToldOfBeginAndEnd(string path)
    {
        using var client = new ComfyClient(_studio.CreateClient(), await _studio.ConnectAsync(path));
        await client.NextAsync();
        var mode = _studio.Get<MaintenanceMode>();

        mode.Enter(MaintenanceSwitch.By(CurrentUser.Administrator), "soon");
        var on = await client.NextAsync("maintenance");
        mode.Leave(MaintenanceSwitch.By(CurrentUser.Administrator));
        var off = await client.NextAsync("maintenance");

        Assert.Contains("soon", on.ToJsonString());
        Assert.True((bool)(on["on"] ?? on["data"]!["on"])!);
        Assert.False((bool)(off["on"] ?? off["data"]!["on"])!);
    }

    [Fact]
    public async Task Update_EndsItsMaintenanceByItself_AndHandsDoNotEndItBefore()
    {
        var mode = _studio.Get<MaintenanceMode>();
        var by = MaintenanceSwitch.By(CurrentUser.Administrator);
        var update = await mode.BeginUpdateAsync(by, "version 2", default);
        Assert.True(mode.State is { On: true, ByUpdate: true } && mode.IsQuiet);

        using var client = _studio.CreateClient();
        using var refused = await client.PostAsync("/api/admin/maintenance", """{"on":false}""");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        update.Dispose();

        Assert.False(mode.State.On);
    }

    [Fact]
    public async Task Update_OfAnAlreadyClosedServer_LeavesItClosed()
    {
        var mode = _studio.Get<MaintenanceMode>();
        var by = MaintenanceSwitch.By(CurrentUser.Administrator);
        mode.Enter(by, "by hand");

        (await mode.BeginUpdateAsync(by, "update", default)).Dispose();

        Assert.Equal((true, "by hand"), (mode.State.On, mode.State.Reason));
    }

    private static async Task SwitchAsync(HttpClient client, string body)
    {
        using var response = await client.PostAsync("/api/admin/maintenance", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<JsonNode> StateAsync(HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync("/api/admin/maintenance"))!;

    private Task<EnqueueResult> EnqueueAsync(string name = "a") =>
        _studio.Get<JobQueue>().EnqueueAsync(CurrentUser.Administrator, new((JsonObject)JsonNode.Parse(ComfySequenceTests.Waiting(name))!));

    // the limit counts from when the drain has begun, which is on another thread
    private void AdvanceUntilDraining() => _ = Task.Run(async () =>
    {
        while (!_studio.Get<MaintenanceMode>().IsQuiet)
        {
            _time.Advance(TimeSpan.FromSeconds(121));
            await Task.Yield();
        }
    });

    private async Task UntilAsync(Func<JobEvent, bool> isIt, Action once)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var happened in _studio.Get<JobEvents>().Watch(CurrentUser.Administrator, patience.Token))
        {
            if (happened is JobEvent.Snapshot)
                once();
            if (isIt(happened))
                return;
        }
    }
}
