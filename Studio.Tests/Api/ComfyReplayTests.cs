using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>Clients that were away while their job ran, and clients that do not read.</summary>
public sealed class ComfyReplayTests : IAsyncLifetime
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
    public async Task Reconnect_AfterTheJobEnded_HearsOutputsAndEndOnceAndInOrder()
    {
        var id = await RunWhileAwayAsync("c", ComfySequenceTests.Prompt(steps: 2));

        using (var back = await ComfyClient.ConnectAsync(_studio, "c"))
        {
            var frames = await back.UntilDoneAsync(id);
            Assert.Equal(["status", "executed", "executed", "execution_success", "executing"], frames.Select(Type));
            Assert.Equal("c", (string?)frames[0]["data"]!["sid"]);
            Assert.All(frames.Skip(1), frame => Assert.Equal(id, (string?)frame["data"]!["prompt_id"]));
        }

        using var again = await ComfyClient.ConnectAsync(_studio, "c");
        Assert.Empty(await HeardBeforeAsync(again, "c"));
    }

    [Fact]
    public async Task Reconnect_AfterHearingEverything_HearsNothingTwice()
    {
        using (var client = await ComfyClient.ConnectAsync(_studio, "c"))
        {
            await client.UntilDoneAsync(await client.PostAsync(ComfySequenceTests.Prompt(steps: 1), "c"));
            await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        }

        using var back = await ComfyClient.ConnectAsync(_studio, "c");
        Assert.Empty(await HeardBeforeAsync(back, "c"));
    }

    [Fact]
    public async Task Reconnect_WithFailedAndInterruptedJobs_HearsHowEachEnded()
    {
        var failed =
            await RunWhileAwayAsync("c",
                """{"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["1", 0]}}, "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}""");
        using var other = await ComfyClient.ConnectAsync(_studio, "other");
        var interrupted = await other.PostAsync(ComfySequenceTests.Waiting("x"), "c");
        await _world.ArrivalAsync();
        await other.Http.PostAsync("/interrupt", "{}");
        await other.UntilDoneAsync(await other.PostAsync(ComfySequenceTests.Prompt(steps: 1), "other"));

        using var back = await ComfyClient.ConnectAsync(_studio, "c");

        var frames = await back.UntilDoneAsync(interrupted);
        Assert.Equal(["execution_error", "executing", "execution_interrupted", "executing"], frames.Skip(1).Select(Type));
        Assert.Equal([failed, failed, interrupted, interrupted], frames.Skip(1).Select(frame => (string?)frame["data"]!["prompt_id"]));
    }

    [Fact]
    public async Task Reconnect_DuringTheNextJob_HearsWhatItMissedBeforeWhatRuns()
    {
        var missed = await RunWhileAwayAsync("c", ComfySequenceTests.Prompt(steps: 1));
        using var other = await ComfyClient.ConnectAsync(_studio, "other");
        var running = await other.PostAsync(ComfySequenceTests.Waiting("x"), "c");
        await _world.ArrivalAsync();

        using var back = await ComfyClient.ConnectAsync(_studio, "c");
        var frames = await back.UntilAsync(frame => Type(frame) == "executing" && frame["data"]!["node"] is not null);

        Assert.Equal(["status", "executed", "executed", "execution_success", "executing", "executing"], frames.Select(Type));
        Assert.Equal((missed, running), ((string?)frames[^2]["data"]!["prompt_id"], (string?)frames[^1]["data"]!["prompt_id"]));
        _world.LetGo();
        Assert.Equal("execution_success", Type((await back.UntilDoneAsync(running))[^3]));
    }

    [Fact]
    public async Task Reconnect_OfAnotherPrincipalWithTheSameId_HearsNothing()
    {
        await RunWhileAwayAsync("c", ComfySequenceTests.Prompt(steps: 1));
        var ben = StudioApplication.User("ben");
        using var stranger = new ComfyClient(
            await _studio.CreateClientAsync(ben),
            await _studio.ConnectAsync("/ws?clientId=c", key: null, cookie: await _studio.CreateSessionAsync(ben)));

        Assert.Empty(await HeardBeforeAsync(stranger, "c"));
    }

    [Fact]
    public async Task Stalled_SocketWithMoreResultsThanItMayHold_IsClosedWithAReasonAndTheJobGoesOn()
    {
        using var stalled = await ComfyClient.ConnectAsync(_studio, "c");
        await stalled.NextAsync("status");
        using var other = await ComfyClient.ConnectAsync(_studio, "other");
        var id = await other.PostAsync("""{"1": {"class_type": "ManyResults", "inputs": {"count": 100}}}""", "c");
        await other.UntilDoneAsync(await other.PostAsync(ComfySequenceTests.Prompt(steps: 1), "other"));

        var heard = 0;
        while (await stalled.NextAsync() is not null)
            heard++;

        Assert.InRange(heard, 1, 90);
        Assert.Equal((1013, true), ((int)stalled.Socket.CloseStatus!, stalled.Socket.CloseStatusDescription!.Contains("/history")));
        Assert.Equal("success", (string?)(await other.GetAsync($"/history/{id}"))[id]!["status"]!["status_str"]);
        using var back = await ComfyClient.ConnectAsync(_studio, "c");
        Assert.Equal(["status", "executed", "execution_success", "executing"], (await back.UntilDoneAsync(id)).Select(Type));
    }

    private static string? Type(JsonObject frame) => (string?)frame["type"];

    /// <summary>Sends it from elsewhere and waits for its end, with nobody listening as <paramref name="clientId"/>.</summary>
    private async Task<string> RunWhileAwayAsync(string clientId, string prompt)
    {
        using var other = await ComfyClient.ConnectAsync(_studio, "elsewhere");
        var id = await other.PostAsync(prompt, clientId);
        await other.UntilDoneAsync(await other.PostAsync(ComfySequenceTests.Prompt(steps: 1), "elsewhere"));
        return id;
    }

    /// <summary>What comes before the beginning of a job sent now, but for the state of the queue.</summary>
    private static async Task<List<string?>> HeardBeforeAsync(ComfyClient client, string clientId)
    {
        await client.NextAsync("status");
        await client.PostAsync(ComfySequenceTests.Prompt(steps: 1), clientId);
        var frames = await client.UntilAsync(frame => Type(frame) == "execution_start");
        return [.. frames.SkipLast(1).Select(Type).Where(type => type != "status")];
    }
}
