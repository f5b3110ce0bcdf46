using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Tests.Api;

/// <summary>Who hears what: clientIds, owners, replacement, reconnecting, slow readers.</summary>
public sealed class ComfySocketTests : IAsyncLifetime
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Connect_WithoutClientId_GetsOne()
    {
        using var socket = await _studio.ConnectAsync("/api/ws");
        using var client = new ComfyClient(_studio.CreateClient(), socket);

        var first = await client.NextAsync();

        Assert.Equal("status", (string?)first!["type"]);
        Assert.Equal(32, ((string?)first["data"]!["sid"])!.Length);
        Assert.Equal(0, (int)first["data"]!["status"]!["exec_info"]!["queue_remaining"]!);
    }

    [Fact]
    public async Task Connect_ClientThatSpeaksAtOnce_HearsItsStatusFirst()
    {
        for (var round = 0; round < 20; round++)
        {
            using var client = await ComfyClient.ConnectAsync(_studio, $"quick{round}");
            await client.SendAsync("""{"type": "feature_flags", "data": {}}""");

            Assert.Equal(("status", "feature_flags"),
                ((string?)(await client.NextAsync())!["type"], (string?)(await client.NextAsync())!["type"]));
        }
    }

    [Fact]
    public async Task Reconnect_DuringARun_HearsTheCurrentNodeAndThenTheRest()
    {
        using var first = await ComfyClient.ConnectAsync(_studio, "c");
        var id = await first.PostAsync(ComfySequenceTests.Waiting("x"), "c");
        await _world.ArrivalAsync();

        using var second = await ComfyClient.ConnectAsync(_studio, "c");

        Assert.Equal("status", (string?)(await second.NextAsync())!["type"]);
        var executing = (await second.NextAsync())!;
        Assert.Equal(("executing", "1", "1", id), (
            (string?)executing["type"], (string?)executing["data"]!["node"], (string?)executing["data"]!["display_node"],
            (string?)executing["data"]!["prompt_id"]));
        _world.LetGo();
        Assert.Contains(await second.UntilDoneAsync(id), frame => (string?)frame["type"] == "execution_success");
    }

    [Fact]
    public async Task Replaced_SocketThatClosesLater_DoesNotSilenceTheNewer()
    {
        var old = await ComfyClient.ConnectAsync(_studio, "c");
        await old.NextAsync("status");
        using var current = await ComfyClient.ConnectAsync(_studio, "c");
        await current.NextAsync("status");
        await old.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        old.Dispose();

        var id = await current.PostAsync(ComfySequenceTests.Prompt(steps: 1), "c");

        Assert.Contains(await current.UntilDoneAsync(id), frame => (string?)frame["type"] == "executed");
    }

    [Fact]
    public async Task Replaced_Socket_HearsOnlyOfTheQueue()
    {
        using var old = await ComfyClient.ConnectAsync(_studio, "c");
        await old.NextAsync("status");
        using var current = await ComfyClient.ConnectAsync(_studio, "c");
        await current.NextAsync("status");

        await current.UntilDoneAsync(await current.PostAsync(ComfySequenceTests.Prompt(steps: 1), "c"));

        var heard = await old.UntilAsync(frame => frame.ToJsonString().Contains("\"queue_remaining\":0"));
        Assert.All(heard, frame => Assert.Equal("status", (string?)frame["type"]));
    }

    [Fact]
    public async Task OtherPrincipal_WithTheSameClientId_HearsNothingOfTheJob()
    {
        using var ben = await ConnectAsAsync("ben", "c");
        await ben.NextAsync("status");
        using var anna = await ConnectAsAsync("anna", "c");
        await anna.NextAsync("status");

        var id = await anna.PostAsync(ComfySequenceTests.Prompt(steps: 2), "c");
        Assert.Contains(await anna.UntilDoneAsync(id), frame => (string?)frame["type"] == "progress");
        await anna.PostAsync(ComfySequenceTests.Prompt(steps: 3), clientId: null);

        var heard = new List<JsonObject>();
        for (var idle = 0; idle < 2; idle += heard[^1].ToJsonString().Contains("\"queue_remaining\":0") ? 1 : 0)
            heard.Add((await ben.NextAsync())!);
        Assert.All(heard, frame => Assert.Equal("status", (string?)frame["type"]));
        Assert.Empty(await ben.GetAsync($"/history/{id}"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await ben.Http.GetAsync("/view?filename=obs_00001_.png")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await anna.Http.GetAsync("/view?filename=obs_00001_.png")).StatusCode);
    }

    [Fact]
    public async Task Message_ThatIsNoFirstFeatureFlags_IsIgnored()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "c");
        await client.SendAsync("{not json");
        await client.SendAsync("""{"type": "feature_flags", "data": {"supports_preview_metadata": true}}""");

        var id = await client.PostAsync(ComfySequenceTests.Prompt(steps: 1, preview: true), "c");

        var frames = await client.UntilDoneAsync(id);
        Assert.DoesNotContain(frames, frame => (string?)frame["type"] == "feature_flags");
        Assert.Equal([1u], frames.Where(frame => frame.ContainsKey("binary")).Select(frame => (uint)frame["binary"]!));
    }

    [Fact]
    public async Task SlowReader_HoldsNobodyUpAndStillHearsTheEnd()
    {
        using var slow = await ComfyClient.ConnectAsync(_studio, "slow");
        await slow.NextAsync("status");
        using var quick = await ComfyClient.ConnectAsync(_studio, "quick");
        await quick.NextAsync("status");

        // 400 MB of previews that nobody reads
        var id = await slow.PostAsync("""{"1": {"class_type": "ManySteps", "inputs": {"steps": 20000}}}""", "slow");
        var after = await quick.PostAsync(ComfySequenceTests.Prompt(steps: 1), "quick");
        await quick.UntilDoneAsync(after);

        var frames = await slow.UntilDoneAsync(id);
        Assert.Contains(frames, frame => (string?)frame["type"] == "executed");
        Assert.Contains(frames, frame => (string?)frame["type"] == "execution_success");
        Assert.InRange(frames.Count(frame => frame.ContainsKey("binary")), 1, 19_000);
    }

    [Fact]
    public async Task Client_ThatVanishesInTheMiddle_CostsNeitherItsJobNorTheServer()
    {
        using var gone = await ComfyClient.ConnectAsync(_studio, "gone");
        var id = await gone.PostAsync(ComfySequenceTests.Waiting("x"), "gone");
        await _world.ArrivalAsync();
        using var listener = await ComfyClient.ConnectAsync(_studio, "gone-next");
        var after = await listener.PostAsync(ComfySequenceTests.Prompt(steps: 1), "gone-next");

        gone.Socket.Abort();
        _world.LetGo();

        await listener.UntilDoneAsync(after);
        Assert.Equal("success", (string?)(await listener.GetAsync($"/history/{id}"))[id]!["status"]!["status_str"]);
        using var again = await ComfyClient.ConnectAsync(_studio, "gone");
        Assert.Equal("gone", (string?)(await again.NextAsync("status"))["data"]!["sid"]);
    }

    [Fact]
    public async Task Get_WithoutUpgrade_Is400()
    {
        using var http = _studio.CreateClient();

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await http.GetAsync("/ws")).StatusCode);
    }

    [Fact]
    public async Task Connect_WithoutCredential_IsRefusedBeforeTheUpgrade()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => _studio.ConnectAsync("/ws?clientId=c", key: null));

        Assert.Contains("401", refused.Message);
    }

    [Fact]
    public async Task Stop_OfTheServer_ClosesSocketsWithAReason()
    {
        var studio = await StudioApplication.StartAsync(services: FakeEngine.With(new FakeWorld()));
        using var client = await ComfyClient.ConnectAsync(studio, "c");
        await client.NextAsync("status");

        var closed = client.NextAsync();
        await studio.DisposeAsync();

        Assert.Null(await closed);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.Socket.CloseStatus);
    }

    private async Task<ComfyClient> ConnectAsAsync(string name, string clientId)
    {
        var user = StudioApplication.User(name);
        return new(await _studio.CreateClientAsync(user),
            await _studio.ConnectAsync($"/ws?clientId={clientId}", key: null, cookie: await _studio.CreateSessionAsync(user)));
    }
}
