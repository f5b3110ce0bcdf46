using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Api;
using Studio.Tests.Support;

namespace Studio.Tests.Attacks;

/// <summary>
/// Somebody with one thing of every kind: an ended, a running and a waiting job, a saved and a temporary picture, an upload, files,
/// settings, a workflow, a session, a key and a token. <see cref="StateAsync"/> is how all of it looks to its owner.
/// </summary>
internal sealed class Victim : IDisposable
{
    /// <summary>In everything that is hers and has a text.</summary>
    public const string Mark = "annas-own";

    public const string OutputName = Mark + "_00001_.png";

    public const string UploadName = Mark + ".png";

    public const string Graph = """{"1": {"class_type": "StubImage", "inputs": {"content": "BLACK"}, "_meta": {"title": "annas-own"}}}""";

    private const string Settings = """{"note": "annas-own", "other": 1}""";

    private static readonly byte[] Picture =
        ImageCodec.EncodePng(new RgbImage([.. Enumerable.Repeat((byte)90, 8 * 8 * 3)], 1, 8, 8, 3)).Bytes;

    private Victim(HttpClient http) => Http = http;

    public HttpClient Http { get; }

    public string Done { get; private set; } = "";

    public string Running { get; private set; } = "";

    public string Waiting { get; private set; } = "";

    public string TempName { get; private set; } = "";

    public string KeyId { get; private set; } = "";

    public string SessionHandle { get; private set; } = "";

    public string TokenId { get; private set; } = "";

    public string WorkflowId { get; private set; } = "";

    /// <summary>What no answer to anybody else may hold.</summary>
    public IEnumerable<string> Marks => [Mark, Done, Running, Waiting, TempName, KeyId, SessionHandle, TokenId, WorkflowId];

    public static async Task<Victim> CreateAsync(StudioApplication studio, FakeWorld world)
    {
        var victim = new Victim(await studio.CreateClientAsync(StudioApplication.User("anna")));
        await victim.KeepAsync();
        victim.Done = await victim.RunAsync(
            ComfySequenceTests.Prompt(steps: 1).Replace("\"obs\"", $"\"{Mark}\"", StringComparison.Ordinal));
        victim.TempName = (string)(await victim.JsonAsync("/internal/files/temp"))[0]!;
        victim.TempName = victim.TempName[..victim.TempName.LastIndexOf(' ')];
        victim.Running = await victim.PostAsync(ComfySequenceTests.Waiting($"{Mark}-a"));
        await world.ArrivalAsync();
        victim.Waiting = await victim.PostAsync(ComfySequenceTests.Waiting($"{Mark}-b"));
        return victim;
    }

    /// <summary>Everything of hers as she sees it, in one text.</summary>
    public async Task<string> StateAsync()
    {
        string[] paths =
        [
            "/queue", "/history", "/api/jobs", "/api/gallery", "/api/gallery?type=input", "/api/gallery?type=temp",
            "/internal/files/output", "/internal/files/input",
            "/internal/files/temp", "/userdata?dir=.&recurse=true&full_info=true", $"/userdata/{Mark}.json", "/settings", "/api/auth/keys",
            "/api/auth/tokens", "/api/workflows", $"/api/workflows/{WorkflowId}",
        ];
        var state = new List<string>();
        foreach (var path in paths)
            state.Add(await Http.GetStringAsync(path));
        foreach (var query in new[] { $"filename={OutputName}", $"filename={UploadName}&subfolder=s&type=input",
            $"filename={UploadName}&type=input", $"filename={TempName}&type=temp" })
            state.Add(Convert.ToHexString(await Http.GetByteArrayAsync($"/view?{query}")));
        state.Add($"{(await JsonAsync("/api/auth/sessions")).AsArrayOrMember("sessions").Count} sessions");
        return string.Join('\n', state);
    }

    public void Dispose() => Http.Dispose();

    private async Task KeepAsync()
    {
        foreach (var subfolder in new[] { "", "s" })
        {
            using var form = ComfyFileTests.Form(UploadName, Picture, ("subfolder", subfolder));
            (await Http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
        }

        (await Http.PostAsync($"/userdata/{Mark}.json", new StringContent(Mark))).EnsureSuccessStatusCode();
        (await Http.PostAsync("/settings", new StringContent(Settings))).EnsureSuccessStatusCode();
        using var kept = await Http.PostAsync($"/api/workflows?name={Mark}", new StringContent(Graph));
        WorkflowId = (string)JsonNode.Parse(await kept.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!;
        var key = await PostJsonAsync("/api/auth/keys", new { name = Mark });
        KeyId = (string)key["id"]!;
        TokenId = (string)(await PostJsonAsync("/api/auth/token", new { name = Mark }))["jti"]!;
        SessionHandle = (string)(await JsonAsync("/api/auth/sessions")).AsArrayOrMember("sessions")[0]!["id"]!;
    }

    private async Task<JsonNode> PostJsonAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path))!;

    private async Task<string> PostAsync(string prompt)
    {
        using var response = await Http.PostAsync("/prompt", new StringContent($"{{\"prompt\": {prompt}}}"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["prompt_id"]!;
    }

    private async Task<string> RunAsync(string prompt)
    {
        var id = await PostAsync(prompt);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((string?)(await JsonAsync($"/api/jobs/{id}"))["status"] != "completed")
            await Task.Delay(5, patience.Token);
        return id;
    }
}

internal static class JsonShapes
{
    /// <summary>A list, whether it is the answer itself or a member of it.</summary>
    public static JsonArray AsArrayOrMember(this JsonNode node, string member) => node as JsonArray ?? (JsonArray)node[member]!;
}
