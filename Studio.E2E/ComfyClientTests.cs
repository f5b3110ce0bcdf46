using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>A script's way: the sample workflow over the ComfyUI API, with nothing but HTTP and a socket.</summary>
public sealed class ComfyClientTests
{
    [Fact]
    public async Task SampleWorkflow_PostedByAScript_GivesAPictureAndItsStory()
    {
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/ws?clientId=script"), CancellationToken.None);

        // urllib sends a form content type; the body is JSON all the same
        using var body = new StringContent($$"""{"prompt": {{SampleWorkflow(server)}}, "client_id": "script"}""", Encoding.UTF8,
            "application/x-www-form-urlencoded");
        using var accepted = await client.PostAsync("/prompt", body);
        var promptId = (string)(await accepted.Content.ReadFromJsonAsync<JsonObject>())!["prompt_id"]!;

        var messages = await ReadUntilDoneAsync(socket, promptId);
        Assert.Contains("execution_success", messages.Select(message => (string)message["type"]!));
        Assert.Equal(20, messages.Count(message => (string)message["type"]! == "progress"));

        var history = await client.GetFromJsonAsync<JsonObject>($"/history/{promptId}");
        var image = history![promptId]!["outputs"]!.AsObject().Single().Value!["images"]![0]!;
        var png = await client.GetByteArrayAsync($"/view?filename={image["filename"]}&subfolder={image["subfolder"]}&type={image["type"]}");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(128, png[19]);
    }

    [Fact]
    public async Task KilledServer_LosesNoQueuedJob()
    {
        await using var first = await StudioServer.StartAsync();
        using var client = first.CreateClient();
        var ids = new List<string>();
        for (var seed = 0; seed < 4; seed++)
        {
            var prompt = JsonNode.Parse(SampleWorkflow(first))!.AsObject();
            foreach (var (_, node) in prompt)
                if ((string?)node!["class_type"] == "KSampler")
                    node["inputs"]!["seed"] = 1000 + seed;
            using var accepted = await client.PostAsJsonAsync("/prompt", new JsonObject { ["prompt"] = prompt });
            ids.Add((string)(await accepted.Content.ReadFromJsonAsync<JsonObject>())!["prompt_id"]!);
        }
        await first.KillAsync();

        await using var second = await StudioServer.StartAsync(first.Folder);
        using var again = second.CreateClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var id in ids)
            while (!(await again.GetFromJsonAsync<JsonObject>($"/history/{id}", limit.Token))!.ContainsKey(id))
                await Task.Delay(200, limit.Token);
        var history = await again.GetFromJsonAsync<JsonObject>("/history");
        Assert.All(ids, id => Assert.Equal("success", (string?)history![id]!["status"]!["status_str"]));
    }

    [Fact]
    public async Task KeyedServer_RefusesWithoutItsKey()
    {
        await using var server = await StudioServer.StartAsync(null, "--api-key", StudioServer.Key);
        using var stranger = server.CreateClient();
        using var refused = await stranger.GetAsync("/queue");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("""{"detail":"Not authenticated"}""", await refused.Content.ReadAsStringAsync());
        using var owner = server.CreateClient(StudioServer.Key);
        Assert.NotNull(await owner.GetFromJsonAsync<JsonObject>("/queue"));
    }

    private static string SampleWorkflow(StudioServer server) =>
        File.ReadAllText(Path.Combine(server.Folder, "workflows", "text-to-image.json"));

    private static async Task<List<JsonObject>> ReadUntilDoneAsync(ClientWebSocket socket, string promptId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var messages = new List<JsonObject>();
        var buffer = new byte[1 << 20];
        while (true)
        {
            var (isText, length) = await socket.ReceiveFrameAsync(buffer, limit.Token)
                ?? throw new InvalidOperationException("The socket was closed.");
            if (!isText)
                continue;
            var message = JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
            messages.Add(message);
            if ((string?)message["type"] == "executing" && message["data"]!["node"] is null
                && (string?)message["data"]!["prompt_id"] == promptId)
                return messages;
        }
    }
}
