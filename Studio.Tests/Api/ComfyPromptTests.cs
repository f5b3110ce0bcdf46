using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>/prompt, /queue, /history: shapes, numbers and what becomes of nonsense.</summary>
public sealed class ComfyPromptTests : IAsyncLifetime
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
    public async Task Post_Numbers_AreIntegersFromTheCounterAndFloatsFromTheClient()
    {
        await BlockWorkerAsync();

        Assert.Equal("1", await NumberAsync(""));
        Assert.Equal("5.0", await NumberAsync(", \"number\": 5"));
        Assert.Equal("7.0", await NumberAsync(", \"number\": \"7\""));
        Assert.Equal("-2", await NumberAsync(", \"front\": true"));
        var pending = (await GetAsync("/api/queue"))["queue_pending"]!.AsArray();
        Assert.Equal(["-2", "1", "5.0", "7.0"], pending.Select(item => item![0]!.ToJsonString()));
        Assert.Equal(["1"], pending[0]![4]!.AsArray().Select(id => (string)id!));
        Assert.Equal(5, pending[0]!.AsArray().Count);
        Assert.Equal(5, (int)(await GetAsync("/prompt"))["exec_info"]!["queue_remaining"]!);
    }

    [Fact]
    public async Task Post_DeepOrHugeBodies_AreRefused()
    {
        var deep = await _http.PostAsync("/prompt", new StringContent(new string('[', 100_000)));
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/prompt") { Content = new StringContent("{\"prompt\": \"" + new string('x', 11 << 20) + "\"}") };
        request.Headers.ExpectContinue = true; // so that the answer comes before the body is sent
        var huge = await _http.SendAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge), (deep.StatusCode, huge.StatusCode));
        Assert.Equal("too_large", (string?)JsonNode.Parse(await huge.Content.ReadAsStringAsync())!["error"]!["type"]);
    }

    [Fact]
    public async Task Post_OneGoodAndOneBadOutput_RunsTheGoodUnlessStrict()
    {
        const string Prompt = """
            {"prompt": {"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}},
             "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}, "3": {"class_type": "PreviewImage", "inputs": {}}}}
            """;

        var strict = await _http.PostAsync("/prompt?strict=true", new StringContent(Prompt));
        var loose = await _http.PostAsync("/prompt", new StringContent(Prompt));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (strict.StatusCode, loose.StatusCode));
        foreach (var response in new[] { strict, loose })
        {
            var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["node_errors"]!["3"]!;
            Assert.Equal(("required_input_missing", "PreviewImage"), ((string?)error["errors"]![0]!["type"], (string?)error["class_type"]));
            Assert.Equal("3", (string?)error["dependent_outputs"]![0]);
        }
    }

    [Fact]
    public async Task Post_GivenId_IsUsedOnce()
    {
        const string Id = "11111111-2222-4333-8444-555555555555";
        var body = $"{{\"prompt\": {ComfySequenceTests.Waiting("x")}, \"prompt_id\": \"{Id}\"}}";

        Assert.Equal(Id, (string?)JsonNode.Parse(
            await (await _http.PostAsync("/prompt", new StringContent(body))).Content.ReadAsStringAsync())!["prompt_id"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/prompt", new StringContent(body))).StatusCode);
    }

    [Fact]
    public async Task Queue_DeleteAndClear_LeaveWhatRuns()
    {
        var running = await BlockWorkerAsync();
        var first = await PostAsync(ComfySequenceTests.Waiting("1"));
        await PostAsync(ComfySequenceTests.Waiting("2"));

        Assert.Equal("{}", await SendAsync("/queue", $"{{\"delete\": [\"{first}\", \"{running}\", \"nothing\"]}}"));
        Assert.Single((await GetAsync("/queue"))["queue_pending"]!.AsArray());
        Assert.Equal("{}", await SendAsync("/api/queue", "{\"clear\": true}"));

        var queue = await GetAsync("/queue");
        Assert.Empty(queue["queue_pending"]!.AsArray());
        Assert.Equal(running, (string?)queue["queue_running"]![0]![1]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/queue", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/queue", new StringContent("{\"delete\": [1]}"))).StatusCode);
    }

    [Fact]
    public async Task Interrupt_OtherIdOrJunk_DoesAsComfyUi()
    {
        var running = await BlockWorkerAsync();

        Assert.Equal("{}", await SendAsync("/interrupt", "{\"prompt_id\": \"11111111-2222-4333-8444-555555555555\"}"));
        Assert.NotEmpty((await GetAsync("/queue"))["queue_running"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/interrupt", new StringContent("[]"))).StatusCode);
        Assert.Equal("{}", await SendAsync("/interrupt", "{bad")); // cannot be read: means whatever runs
        await UntilOverAsync(running);
    }

    [Fact]
    public async Task History_OffsetAndMaxItems_CountAsComfyUi()
    {
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await PostAsync(ComfySequenceTests.Waiting($"{i}")));
            _world.LetGo();
            await UntilOverAsync(ids[^1]);
        }

        Assert.Equal(ids, await HistoryAsync(""));
        Assert.Equal(ids, await HistoryAsync("?offset=0"));
        Assert.Equal(ids[2..], await HistoryAsync("?max_items=2"));
        Assert.Equal(ids[1..3], await HistoryAsync("?max_items=2&offset=1"));
        Assert.Equal(ids[3..], await HistoryAsync("?offset=3"));
        Assert.Empty(await HistoryAsync("?offset=9"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.GetAsync("/history?max_items=x")).StatusCode);
        await SendAsync("/history", $"{{\"delete\": [\"{ids[0]}\"]}}");
        Assert.Equal(ids[1..], await HistoryAsync(""));
        await SendAsync("/history", "{\"clear\": true}");
        Assert.Empty(await HistoryAsync(""));
        Assert.Empty(await GetAsync($"/history/{ids[1]}"));
    }

    [Fact]
    public async Task Free_IsPassedToTheEngine()
    {
        await SendAsync("/free", "{\"unload_models\": true}");
        await SendAsync("/free", "{\"free_memory\": true}");
        await SendAsync("/free", "{\"unload_models\": false}");

        Assert.Equal([(true, false), (true, true)], _world.Freed);
    }

    [Fact]
    public async Task Info_Routes_HaveTheShapesClientsRead()
    {
        Assert.Equal(["StubImage"], (await GetAsync("/object_info/StubImage")).Select(member => member.Key));
        Assert.Empty(await GetAsync("/api/object_info/Nope"));
        Assert.Equal("BLACK", (string?)(await GetAsync("/object_info"))["StubImage"]!["input"]!["required"]!["content"]![0]![0]);
        var stats = await GetAsync("/system_stats");
        Assert.Equal("cpu", (string?)stats["devices"]![0]!["type"]);
        Assert.True(stats["devices"]![0]!.AsObject().ContainsKey("index"));
        Assert.True((long)stats["system"]!["ram_total"]! > 0);
        Assert.True((bool)(await GetAsync("/features"))["supports_preview_metadata"]!);
        var kinds = JsonNode.Parse(await _http.GetStringAsync("/api/models"))!.AsArray().Select(kind => (string)kind!).ToList();
        Assert.Equal(29, kinds.Count);
        Assert.Equal("checkpoints", kinds[0]);
        Assert.Equal("[]", await _http.GetStringAsync("/models/unet"));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/models/nope")).StatusCode);
        Assert.Equal("[]", await _http.GetStringAsync("/embeddings"));
        var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/prompt"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task Anything_WithoutCredential_Is401()
    {
        using var stranger = _studio.CreateAnonymousClient();
        foreach (var path in new[] { "/prompt", "/api/queue", "/history", "/view?filename=x.png", "/object_info", "/system_stats", "/ws",
            "/models", "/api/gallery", "/api/queue/state", "/api/models/files" })
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, (await stranger.GetAsync(path)).StatusCode));
    }

    private async Task<string> BlockWorkerAsync()
    {
        var id = await PostAsync(ComfySequenceTests.Waiting("block"));
        await _world.ArrivalAsync();
        return id;
    }

    private async Task<string> PostAsync(string prompt) =>
        (string)JsonNode.Parse(await SendAsync("/prompt", $"{{\"prompt\": {prompt}}}"))!["prompt_id"]!;

    private async Task<string> NumberAsync(string more) =>
        JsonNode.Parse(await SendAsync("/prompt", $"{{\"prompt\": {ComfySequenceTests.Waiting("n")}{more}}}"))!["number"]!.ToJsonString();

    private async Task<string> SendAsync(string path, string body)
    {
        var response = await _http.PostAsync(path, new StringContent(body));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<JsonObject> GetAsync(string path) => (JsonObject)JsonNode.Parse(await _http.GetStringAsync(path))!;

    private async Task<List<string>> HistoryAsync(string query) => [.. (await GetAsync("/history" + query)).Select(entry => entry.Key)];

    private async Task UntilOverAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await GetAsync($"/history/{id}")).Count == 0)
            await Task.Delay(5, patience.Token);
    }
}
