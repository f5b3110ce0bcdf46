using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth.Keys;

namespace Studio.Tests.Workflows;

/// <summary>The routes, over the real queue and an engine of small nodes.</summary>
public sealed class WorkflowRouteTests : IAsyncLifetime
{
    private const string Graph = """
        {"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}},
         "2": {"class_type": "ObsSampler", "inputs": {"image": ["1", 0], "steps": 2}},
         "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}}}
        """;

    private const string Manifest = """
        [{"id": "steps", "type": "int", "min": 1, "max": 9, "node_id": "2", "field": "steps"},
         {"id": "colour", "type": "select", "node_id": "1", "field": "content"}, {"id": "seed", "type": "seed"}]
        """;

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        _http = await _studio.CreateClientAsync(StudioApplication.User("anna"));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Execute_OfASavedForm_RunsWithItsValuesAndTellsHowItStands()
    {
        var id = await KeepAsync();
        var manifest = await GetAsync($"/api/run/{id}");
        Assert.Equal(["steps", "colour", "seed"], manifest["inputs"]!.AsArray().Select(input => (string)input!["id"]!));
        Assert.Equal((true, "static"), ((bool)manifest["ready"]!, (string)manifest["type"]!));

        using var form = new MultipartFormDataContent { { new StringContent("""{"steps": 5, "colour": "WHITE", "seed": 11}"""), "params" } };
        var started = await SendAsync(HttpMethod.Post, $"/api/run/{id}/execute", form);
        Assert.Equal(11, (int)started["seeds"]!["seed"]!);
        var job = (string)started["prompt_id"]!;
        JsonNode status;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((string?)(status = await GetAsync($"/api/run/status/{job}"))["status"] is "pending" or "running")
            await Task.Delay(5, patience.Token);
        Assert.Equal("completed", (string?)status["status"]);
        Assert.NotNull(status["outputs"]!["image"]!["filename"]);
        Assert.Equal("image/png", (await _http.GetAsync($"/api/run/result/{job}")).Content.Headers.ContentType!.MediaType);
        var ran = _world.Runs.Single().Prompt.Source;
        Assert.Equal((5, "WHITE"), ((int)ran["2"]!["inputs"]!["steps"]!, (string)ran["1"]!["inputs"]!["content"]!));
        Assert.Contains($"\"workflow_id\":\"{id}\"", await _http.GetStringAsync("/api/jobs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_WithWrongValues_Is400WithEveryReason()
    {
        var id = await KeepAsync();
        using var response = await _http.PostAsJsonAsync($"/api/run/{id}/execute", new { steps = 99, colour = "RED" });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("steps is a whole number from 1 to 9. | colour cannot be 'RED'; choose one of the list.",
            (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]);
        Assert.Empty(_world.Runs);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsJsonAsync("/api/run/nothing/execute", new { })).StatusCode);
        Assert.Equal("pending", (string?)(await GetAsync("/api/run/status/nothing"))["status"]);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/api/run/result/nothing")).StatusCode);
    }

    [Fact]
    public async Task Build_InEitherFormat_HasTheValues()
    {
        var id = await KeepAsync();
        var api = await SendAsync(HttpMethod.Post, $"/api/run/{id}/build", JsonContent.Create(new { @params = new { steps = 4 } }));
        Assert.Equal(4, (int)api["2"]!["inputs"]!["steps"]!);
        var ui = await SendAsync(HttpMethod.Post, $"/api/run/{id}/build?format=workflow", JsonContent.Create(new { steps = 4 }));
        Assert.Equal(4, (int)ui["nodes"]!.AsArray().Single(node => (int)node!["id"]! == 2)!["widgets_values"]![0]!);
        Assert.Equal(id, (string?)ui["id"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsJsonAsync($"/api/run/{id}/build?format=x", new { })).StatusCode);
    }

    [Fact]
    public async Task KeyForOneWorkflow_RunsExactlyThatAndNothingElse()
    {
        var (id, other) = (await KeepAsync(), await KeepAsync());
        var (_, secret) = await _studio.CreateKeyAsync(StudioApplication.User("anna"), new KeyRequest("one", null) { Workflows = [id] });
        using var program = _studio.CreateClient(secret);
        Assert.Equal(HttpStatusCode.OK, (await program.PostAsJsonAsync($"/api/run/{id}/execute", new { steps = 2 })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.PostAsJsonAsync($"/api/run/{other}/execute", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync($"/api/run/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PutAsync($"/api/workflows/{id}", new StringContent(Graph))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.DeleteAsync($"/api/workflows/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsync("/api/workflows?name=x", new StringContent(Graph))).StatusCode);
        Assert.False((await program.PostAsync("/prompt", new StringContent($"{{\"prompt\": {Graph}}}"))).IsSuccessStatusCode);
        Assert.Single(JsonNode.Parse(await program.GetStringAsync("/api/workflows"))!["workflows"]!.AsArray());
    }

    [Fact]
    public async Task UploadAndExtract_OfAPicture_FindItAgain()
    {
        var texts = new Dictionary<string, string> { ["prompt"] = Graph };
        var png = Studio.Engine.Imaging.ImageCodec.EncodePng(new(new byte[8 * 8 * 3], 1, 8, 8, 3), text: texts).Bytes;
        var names = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(png), "file", $"name {i}.png" } };
            names.Add((string)(await SendAsync(HttpMethod.Post, "/api/run/upload-image", form))["filename"]!);
        }
        Assert.Equal(names[0], names[1]);
        Assert.NotNull((await GetAsync($"/api/run/extract-workflow/{names[0]}"))["prompt"]!["1"]);
        using var sent = new MultipartFormDataContent { { new ByteArrayContent(png), "file", "x.png" } };
        Assert.NotNull((await SendAsync(HttpMethod.Post, "/api/run/extract-workflow", sent))["prompt"]!["3"]);
        using var none = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "x.png" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/api/run/extract-workflow", none)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/api/run/extract-workflow/..%2Fstudio.json")).StatusCode);
    }

    [Fact]
    public async Task Kept_ChangedDeletedAndTakenBack_OverTheRoutes()
    {
        var id = await KeepAsync();
        Assert.Equal("Other", (string?)(await SendAsync(HttpMethod.Patch, $"/api/workflows/{id}",
            JsonContent.Create(new { name = "Other" })))["name"]);
        var changed = Graph.Replace("\"steps\": 2", "\"steps\": 3", StringComparison.Ordinal);
        Assert.Equal(2, (int)(await SendAsync(HttpMethod.Put, $"/api/workflows/{id}?name=three", new StringContent(changed)))["version"]!);
        Assert.Equal(3, (int)(await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/versions/1/revert", null))["version"]!);
        Assert.Equal(3, (await GetAsync($"/api/workflows/{id}/versions"))["versions"]!.AsArray().Count);
        await SendAsync(HttpMethod.Delete, $"/api/workflows/{id}", null);
        Assert.Empty((await GetAsync("/api/workflows"))["workflows"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsJsonAsync($"/api/run/{id}/execute", new { })).StatusCode);
        await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/restore", null);
        Assert.Equal("Other (copy)", (string?)(await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/duplicate", null))["name"]);
    }

    private async Task<string> KeepAsync() =>
        (string)(await SendAsync(HttpMethod.Post, "/api/workflows?name=Mine", new StringContent($$"""{"prompt": {{Graph}}, "inputs": {{Manifest}}}""")))["id"]!;

    private async Task<JsonNode> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, null);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
