using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>/api/jobs: the list with its filters, one job, taking back; shapes as recorded from ComfyUI 0.33.</summary>
public sealed class ComfyJobTests : IAsyncLifetime
{
    private const string Workflow = """, "extra_data": {"extra_pnginfo": {"workflow": {"id": "wf1"}}}""";

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
    public async Task List_OneCompletedJob_HasTheRecordedShape()
    {
        var id = await RunAsync(ComfySequenceTests.Prompt(steps: 1), Workflow);

        var page = await GetAsync("/api/jobs?limit=1");

        var job = page["jobs"]![0]!.AsObject();
        Assert.Equal(
            ["id", "status", "priority", "create_time", "execution_start_time", "execution_end_time", "outputs_count",
                "previewable_outputs_count", "preview_output", "workflow_id"],
            job.Select(member => member.Key));
        Assert.Equal((id, "completed", "0", 2, 2), ((string?)job["id"], (string?)job["status"], job["priority"]!.ToJsonString(),
            (int)job["outputs_count"]!, (int)job["previewable_outputs_count"]!));
        // the temporary picture of node 3 comes first, but a saved one is preferred
        Assert.Equal(
            """{"filename":"obs_00001_.png","subfolder":"","type":"output","nodeId":"4","mediaType":"images"}""",
            job["preview_output"]!.ToJsonString());
        Assert.Equal("""{"offset":0,"limit":1,"total":1,"has_more":false}""", page["pagination"]!.ToJsonString());
    }

    [Fact]
    public async Task List_Filters_ChooseAndOrder()
    {
        var done = await RunAsync(ComfySequenceTests.Prompt(steps: 1), Workflow);
        var failed = await RunAsync(ComfySequenceTests.Prompt(steps: 1).Replace("ObsSampler", "ObsErr"));
        var running = await PostAsync(ComfySequenceTests.Waiting("a"));
        await _world.ArrivalAsync();
        var waiting = await PostAsync(ComfySequenceTests.Waiting("b"));

        Assert.Equal([waiting, running, failed, done], await IdsAsync(""));
        Assert.Equal([done, failed, running, waiting], await IdsAsync("?sort_order=ASC&sort_by=created_at"));
        Assert.Equal([waiting], await IdsAsync("?status=pending"));
        Assert.Equal([running], await IdsAsync("?status=in_progress"));
        Assert.Equal([failed, done], await IdsAsync("?status=%20completed%20,FAILED,"));
        Assert.Equal([done], await IdsAsync("?workflow_id=wf1"));
        Assert.Empty(await IdsAsync("?status=cancelled"));
        Assert.Equal([running, failed], await IdsAsync("?limit=2&offset=1"));
        Assert.Equal(4, (await IdsAsync("?sort_by=execution_duration&offset=-3")).Count);
        var middle = (await GetAsync("/api/jobs?limit=2&offset=1"))["pagination"]!;
        Assert.Equal("""{"offset":1,"limit":2,"total":4,"has_more":true}""", middle.ToJsonString());
        Assert.Equal("null", (await GetAsync("/api/jobs"))["pagination"]!["limit"]?.ToJsonString() ?? "null");
        Assert.Equal("execution_error", (string?)(await GetAsync($"/api/jobs/{failed}"))["execution_status"]!["messages"]![2]![0]);
        Assert.Equal("2", (string?)(await GetAsync("/api/jobs?status=failed"))["jobs"]![0]!["execution_error"]!["node_id"]);
    }

    [Fact]
    public async Task One_HasOutputsStatusAndWorkflow()
    {
        var id = await RunAsync(ComfySequenceTests.Prompt(steps: 1), Workflow);

        var job = await GetAsync($"/api/api/jobs/{id}");

        Assert.Equal("obs_00001_.png", (string?)job["outputs"]!["4"]!["images"]![0]!["filename"]);
        Assert.Equal("success", (string?)job["execution_status"]!["status_str"]);
        Assert.Equal("StubImage", (string?)job["workflow"]!["prompt"]!["1"]!["class_type"]);
        Assert.Equal("wf1", (string?)job["workflow"]!["extra_data"]!["extra_pnginfo"]!["workflow"]!["id"]);
    }

    [Fact]
    public async Task One_Waiting_ShowsOnlyWhatIsKnown()
    {
        await PostAsync(ComfySequenceTests.Waiting("a"));
        await _world.ArrivalAsync();
        var id = await PostAsync(ComfySequenceTests.Waiting("b"));

        var job = await GetAsync($"/api/jobs/{id}");

        Assert.Equal(["id", "status", "priority", "create_time", "outputs_count", "previewable_outputs_count", "outputs", "workflow"],
            job.Select(member => member.Key));
    }

    [Fact]
    public async Task Cancel_WaitingRunningAndUnknown_SaysWhetherThereWasOne()
    {
        var running = await PostAsync(ComfySequenceTests.Waiting("a"));
        await _world.ArrivalAsync();
        var waiting = await PostAsync(ComfySequenceTests.Waiting("b"));

        Assert.Equal("""{"cancelled":false}""", await CancelAsync("/api/jobs/none/cancel", ""));
        Assert.Equal("""{"cancelled":true}""", await CancelAsync($"/api/jobs/{waiting}/cancel", ""));
        Assert.Equal("""{"cancelled":true}""", await CancelAsync($"/api/jobs/{running}/cancel", ""));
        Assert.Equal("cancelled", (string?)(await UntilOverAsync(running))["status"]);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/api/jobs/{waiting}")).StatusCode);
        Assert.Equal("""{"cancelled":false}""", await CancelAsync($"/api/jobs/{running}/cancel", ""));
    }

    [Fact]
    public async Task CancelMany_TakesAllThatCanBe()
    {
        var running = await PostAsync(ComfySequenceTests.Waiting("a"));
        await _world.ArrivalAsync();
        var first = await PostAsync(ComfySequenceTests.Waiting("b"));
        var second = await PostAsync(ComfySequenceTests.Waiting("c"));

        Assert.Equal("""{"cancelled":true}""",
            await CancelAsync("/api/jobs/cancel", $"{{\"job_ids\": [\"{second}\", \"{running}\", \"{Guid.NewGuid()}\"]}}"));
        Assert.Equal("cancelled", (string?)(await UntilOverAsync(running))["status"]);
        await _world.ArrivalAsync();
        Assert.Equal([first, running], await IdsAsync(""));
        Assert.Equal("""{"cancelled":false}""", await CancelAsync("/api/jobs/cancel", """{"job_ids": []}"""));
    }

    [Fact]
    public async Task AnotherUsersJob_DoesNotExist()
    {
        using var anna = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var ben = await _studio.CreateClientAsync(StudioApplication.User("ben"));
        await PostAsync(ComfySequenceTests.Waiting("a"), http: anna);
        await _world.ArrivalAsync();
        var id = await PostAsync(ComfySequenceTests.Waiting("b"), http: anna);

        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/api/jobs/{id}")).StatusCode);
        Assert.Equal(0, (int)JsonNode.Parse(await ben.GetStringAsync("/api/jobs"))!["pagination"]!["total"]!);
        Assert.Equal("""{"cancelled":false}""", await CancelAsync($"/api/jobs/{id}/cancel", "", ben));
        Assert.Equal("""{"cancelled":false}""", await CancelAsync("/api/jobs/cancel", $"{{\"job_ids\": [\"{id}\"]}}", ben));
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync($"/api/jobs/{id}")).StatusCode);
        using var stranger = _studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/api/jobs/cancel", new StringContent("{}"))).StatusCode);
    }

    private async Task<string> RunAsync(string prompt, string more = "")
    {
        var id = await PostAsync(prompt, more);
        await UntilOverAsync(id);
        return id;
    }

    private async Task<string> PostAsync(string prompt, string more = "", HttpClient? http = null)
    {
        var response = await (http ?? _http).PostAsync("/prompt", new StringContent($"{{\"prompt\": {prompt}{more}}}"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["prompt_id"]!;
    }

    private async Task<string> CancelAsync(string path, string body, HttpClient? http = null)
    {
        var response = await (http ?? _http).PostAsync(path, new StringContent(body));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<List<string>> IdsAsync(string query) =>
        [.. (await GetAsync("/api/jobs" + query))["jobs"]!.AsArray().Select(job => (string)job!["id"]!)];

    private async Task<JsonObject> GetAsync(string path) => (JsonObject)JsonNode.Parse(await _http.GetStringAsync(path))!;

    private async Task<JsonObject> UntilOverAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var job = await GetAsync($"/api/jobs/{id}");
            if ((string?)job["status"] is "completed" or "failed" or "cancelled")
                return job;
            await Task.Delay(5, patience.Token);
        }
    }
}
