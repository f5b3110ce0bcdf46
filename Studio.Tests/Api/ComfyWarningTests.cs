using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>What a node warns of reaches the one who sent the prompt, wherever they look.</summary>
public sealed class ComfyWarningTests : IAsyncLifetime
{
    private const string Prompt = """{"7": {"class_type": "Warner", "inputs": {}}}""";

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Warning_ClientWithFeatureFlags_GetsItAsTheTextOfItsNode()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "c");
        await client.SendAsync("""{"type": "feature_flags", "data": {"supports_preview_metadata": true}}""");
        await client.NextAsync("feature_flags");

        var frames = await client.UntilDoneAsync(await client.PostAsync(Prompt, "c"));

        var told = Assert.Single(frames, frame => frame.ContainsKey("binary"));
        Assert.Equal((3u, "7", "Half of it fits."), ((uint)told["binary"]!, (string?)told["node"], (string?)told["text"]));
    }

    [Fact]
    public async Task Warning_OlderClient_GetsNoBinaryMessageThatItDoesNotKnow()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "c");

        var frames = await client.UntilDoneAsync(await client.PostAsync(Prompt, "c"));

        Assert.DoesNotContain(frames, frame => frame.ContainsKey("binary"));
    }

    [Fact]
    public async Task Warning_OfAnEndedJob_IsInItsHistoryBeforeTheEnd()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "c");
        var id = await client.PostAsync(Prompt, "c");
        await client.UntilDoneAsync(id);

        var status = (await client.GetAsync($"/history/{id}"))[id]!["status"]!;

        Assert.Equal("success", (string?)status["status_str"]);
        var messages = status["messages"]!.AsArray();
        Assert.Equal(["execution_start", "execution_cached", "progress_text", "execution_success"],
            messages.Select(message => (string?)message![0]));
        Assert.Equal(("7", "Warner", "Half of it fits."),
            ((string?)messages[2]![1]!["node_id"], (string?)messages[2]![1]!["node_type"], (string?)messages[2]![1]!["text"]));
        Assert.Equal(messages.ToJsonString(), (await client.GetAsync($"/api/jobs/{id}"))["execution_status"]!["messages"]!.ToJsonString());
    }

    [Fact]
    public async Task Warning_OnTheSocketOfRuns_IsAnEventOfTheJob()
    {
        using var socket = await _studio.ConnectAsync("/api/run/ws");
        using var client = new ComfyClient(_studio.CreateClient(), socket);
        await client.NextAsync("queue");
        var id = await client.PostAsync(Prompt, clientId: null);

        var warning = await client.NextAsync("job.warning");

        Assert.Equal((id, "warning", "Half of it fits.", "7"), (
            (string?)warning["prompt_id"], (string?)warning["severity"], (string?)warning["message"],
            (string?)warning["data"]!["node_id"]));
    }
}
