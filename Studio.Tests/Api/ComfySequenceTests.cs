using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>What a client hears during a run, frame by frame against recordings of ComfyUI 0.33 (Golden/comfy_socket.json).</summary>
public sealed class ComfySequenceTests : IAsyncLifetime
{
    private static readonly JsonNode Recorded =
        JsonNode.Parse(File.ReadAllText(Path.Join(AppContext.BaseDirectory, "Golden", "comfy_socket.json")))!;

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
    public async Task Run_NewPrompt_TellsAsRecorded()
    {
        var id = await _client.PostAsync(Prompt(steps: 3), "client-a",
            """, "extra_data": {"extra_pnginfo": {"workflow": {"id": "wf1", "n": 1}}}""");

        AssertAsRecorded("normal", await _client.UntilDoneAsync(id));
        var history = await _client.GetAsync($"/history/{id}");
        // the recorded prompt had larger pictures; everything else is the same
        Assert.Equal(ComfyClient.Normalize(Recorded["history"]!["normal"]!).Replace("32", "8").Replace("0.05", "0.0"),
            ComfyClient.Normalize(history).Replace("32", "8"));
    }

    [Fact]
    public async Task Run_SamePromptAgain_TellsCachedOutputsAsRecorded()
    {
        await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 3), "client-a"));

        var id = await _client.PostAsync(Prompt(steps: 3), "client-a");

        AssertAsRecorded("cached", await _client.UntilDoneAsync(id));
        var outputs = (await _client.GetAsync($"/history/{id}"))[id]!["outputs"]!;
        Assert.Equal("obs_00001_.png", (string?)outputs["4"]!["images"]![0]!["filename"]);
    }

    [Fact]
    public async Task Run_WithoutClientId_TellsProgressOnly()
    {
        await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 3), "client-a"));

        await _client.PostAsync(Prompt(steps: 2), clientId: null);

        AssertAsRecorded("noClient", await _client.UntilAsync(frame => frame.ToJsonString().Contains("\"queue_remaining\":0")));
    }

    [Fact]
    public async Task Run_PreviewsForOldClient_ComeAfterEachStep()
    {
        await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 3), "client-a"));

        AssertAsRecorded("previewPlain",
            await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 2, preview: true), "client-a")));
    }

    [Fact]
    public async Task Run_PreviewsForClientWithFlag_SayWhoseTheyAre()
    {
        await _client.SendAsync("""{"type": "feature_flags", "data": {"supports_preview_metadata": true}}""");
        var flags = await _client.NextAsync("feature_flags");
        Assert.True((bool)flags["data"]!["supports_preview_metadata"]!);
        await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 2), "client-a"));

        AssertAsRecorded("previewWithMetadata",
            await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 3, preview: true), "client-a")));
    }

    [Fact]
    public async Task Run_FailingNode_TellsErrorAsRecordedAndKeepsItInHistory()
    {
        await _client.UntilDoneAsync(await _client.PostAsync(Prompt(steps: 3), "client-a"));

        var id = await _client.PostAsync(Prompt(steps: 3).Replace("ObsSampler", "ObsErr"), "client-a");

        AssertAsRecorded("error", await _client.UntilDoneAsync(id));
        var status = (await _client.GetAsync($"/history/{id}"))[id]!["status"]!;
        Assert.Equal("error", (string?)status["status_str"]);
        Assert.False((bool)status["completed"]!);
        Assert.Equal("execution_error", (string?)status["messages"]![2]![0]);
    }

    [Fact]
    public async Task Interrupt_RunningPrompt_TellsAsRecordedAndGoesOn()
    {
        var id = await _client.PostAsync(Waiting("a"), "client-a");
        await _world.ArrivalAsync();
        var next = await _client.PostAsync(Waiting("b"), "client-a");

        (await _client.Http.PostAsync("/interrupt", new StringContent($$"""{"prompt_id": "{{id}}"}"""))).EnsureSuccessStatusCode();

        var frames = await _client.UntilDoneAsync(id);
        Assert.Equal(
            ["status", "status", "execution_start", "execution_cached", "progress_state", "executing", "progress_state", "progress",
                "status", "execution_interrupted", "status", "executing"],
            frames.Select(frame => (string?)frame["type"]));
        var recorded = Recorded["frames"]!["interrupt"]!.AsArray();
        Assert.Equal(Keys(recorded[^3]!["data"]!), Keys(frames[^3]["data"]!));
        var status = (await _client.GetAsync($"/history/{id}"))[id]!["status"]!;
        Assert.Equal(("error", "execution_interrupted"), ((string?)status["status_str"], (string?)status["messages"]![2]![0]));
        await _world.ArrivalAsync();
        _world.LetGo();
        Assert.Contains(await _client.UntilDoneAsync(next), frame => (string?)frame["type"] == "execution_success");
    }

    [Fact]
    public async Task Success_IsTold_AfterHistoryHasIt()
    {
        var id = await _client.PostAsync(Prompt(steps: 1), "client-a");

        await _client.NextAsync("execution_success");

        Assert.NotEmpty(await _client.GetAsync($"/history/{id}"));
    }

    internal static string Prompt(int steps, bool preview = false) => """
        {"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}, "_meta": {"title": "x"}},
         "2": {"class_type": "ObsSampler", "inputs": {"image": ["1", 0], "steps": STEPS, "delay": 0.0, "preview": PREVIEW}},
         "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
         "4": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "obs"}}}
        """.Replace("STEPS", $"{steps}").Replace("PREVIEW", preview ? "true" : "false");

    /// <summary>A prompt that runs until the test lets it go.</summary>
    internal static string Waiting(string name) => """{"1": {"class_type": "Gate", "inputs": {"name": "NAME"}}}""".Replace("NAME", name);

    private static IEnumerable<string> Keys(JsonNode data) => data.AsObject().Select(member => member.Key);

    internal static void AssertAsRecorded(string name, List<JsonObject> frames)
    {
        foreach (var frame in frames)
        {
            frame.Remove("format");
            frame.Remove("bytes");
        }

        Assert.Equal(Recorded["frames"]![name]!.AsArray().Select(frame => ComfyClient.Normalize(frame!)),
            frames.Select(ComfyClient.Normalize));
    }
}
