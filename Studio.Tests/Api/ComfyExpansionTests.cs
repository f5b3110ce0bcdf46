using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>What a client hears of nodes that expand, choose and block, frame by frame against recordings of ComfyUI 0.33.</summary>
public sealed class ComfyExpansionTests : IAsyncLifetime
{
    private const string Picture =
        """{"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}}""";

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private ComfyClient _client = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        _client = await ComfyClient.ConnectAsync(_studio, "client-a");
        await _client.NextAsync("status");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Run_Expansion_TellsAsRecorded()
    {
        var id = await _client.PostAsync("""
            {"1": {"class_type": "TestMixedExpansionReturns", "inputs": {"input1": 0.9}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
            """, "client-a");

        ComfySequenceTests.AssertAsRecorded("expansion", await _client.UntilDoneAsync(id));
    }

    [Fact]
    public async Task Run_BlockedWithMessage_TellsAsRecordedAndSucceeds()
    {
        await _client.UntilDoneAsync(await _client.PostAsync(
            $$"""{"1": {{Picture}}, "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]} } }""", "client-a"));

        var id = await _client.PostAsync($$"""
            {"1": {{Picture}}, "2": {"class_type": "TestExecutionBlocker", "inputs": {"input": ["1", 0]} }, "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]} } }
            """, "client-a");

        ComfySequenceTests.AssertAsRecorded("blocked", await _client.UntilDoneAsync(id));
        var status = (await _client.GetAsync($"/history/{id}"))[id]!["status"]!;
        Assert.Equal(("success", true), ((string?)status["status_str"], (bool)status["completed"]!));
    }

    [Fact]
    public async Task Run_OutputsInside_AreInHistoryWithWhoseTheyAre()
    {
        var id = await _client.PostAsync(Loop(times: 2), "client-a");
        var frames = await _client.UntilDoneAsync(id);

        var shown = frames.Where(frame => (string?)frame["type"] == "executed")
            .Select(frame => $"{frame["data"]!["node"]} {frame["data"]!["display_node"]}");
        Assert.Equal(["2.0.0.again.0.0.shown 2", "2.0.0.shown 2", "3 3"], shown.Order());
        var entry = (await _client.GetAsync($"/history/{id}"))[id]!;
        Assert.Equal(["2.0.0.again.0.0.shown", "2.0.0.shown", "3"], entry["outputs"]!.AsObject().Select(output => output.Key).Order());
        Assert.Equal(
            """{"node_id":"2.0.0.again.0.0.shown","display_node":"2","parent_node":"2.0.0.again","real_node_id":"2"}""",
            entry["meta"]!["2.0.0.again.0.0.shown"]!.ToJsonString());
    }

    [Fact]
    public async Task Run_WithoutClientIdFromTheCache_HasItsOutputsInHistoryAndJobs()
    {
        await _client.UntilDoneAsync(await _client.PostAsync(Loop(times: 1), "client-a"));

        var id = await _client.PostAsync(Loop(times: 1), clientId: null);
        await _client.UntilAsync(frame => frame.ToJsonString().Contains("\"queue_remaining\":0", StringComparison.Ordinal));

        var outputs = (await _client.GetAsync($"/history/{id}"))[id]!["outputs"]!.AsObject();
        Assert.Equal(["2.0.0.shown", "3"], outputs.Select(output => output.Key).Order());
        var job = await _client.GetAsync($"/api/jobs/{id}");
        Assert.Equal(["2.0.0.shown", "3"], job["outputs"]!.AsObject().Select(output => output.Key).Order());
        Assert.NotNull(job["preview_output"]);
    }

    [Fact]
    public async Task Run_FailureInside_NamesTheNodeThatWasSent()
    {
        var id = await _client.PostAsync($$"""
            {"1": {{Picture}}, "2": {"class_type": "InnerFault", "inputs": {"image": ["1", 0]} }, "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]} } }
            """, "client-a");

        var error = (await _client.UntilDoneAsync(id)).Single(frame => (string?)frame["type"] == "execution_error")["data"]!;

        Assert.Equal(("2", "InnerFault"), ((string?)error["node_id"], (string?)error["node_type"]));
    }

    [Fact]
    public async Task Run_LongLoop_TellsOfFinishedRoundsNoMoreThanItMust()
    {
        var frames = await _client.UntilDoneAsync(await _client.PostAsync(Loop(times: 60), "client-a"));

        var last = frames.Last(frame => (string?)frame["type"] == "progress_state")["data"]!["nodes"]!.AsObject();
        Assert.Equal(["1", "2", "3"], last.Select(node => node.Key));
        Assert.All(last, node => Assert.Equal("finished", (string?)node.Value!["state"]));
        var told =
            frames.Where(frame => (string?)frame["type"] == "progress_state").SelectMany(frame => frame["data"]!["nodes"]!.AsObject())
            .Where(node => (string?)node.Value!["state"] == "finished").Select(node => node.Key).ToHashSet();
        Assert.Equal(3 + (2 * 60), told.Count);
    }

    private static string Loop(int times) => $$"""
        {"1": {{Picture}}, "2": {"class_type": "Loop", "inputs": {"image": ["1", 0], "times": {{times}} } }, "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]} } }
        """;
}
