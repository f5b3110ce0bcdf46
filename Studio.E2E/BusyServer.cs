using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>
/// A server without a key that has made two pictures and is paused before a dozen jobs. For tests that look and change nothing.
/// </summary>
public sealed class BusyServer : IAsyncLifetime
{
    public StudioServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await StudioServer.StartAsync();
        using var client = Server.CreateClient();
        for (var seed = 0; seed < 2; seed++)
            await SendAsync(client, seed);
        while (JsonNode.Parse(await client.GetStringAsync(new Uri("/history", UriKind.Relative)))!.AsObject().Count < 2)
            await Task.Delay(100);
        await client.PauseAsync();
        for (var seed = 2; seed < 14; seed++)
            await SendAsync(client, seed);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private static async Task SendAsync(HttpClient client, int seed)
    {
        var prompt = ScriptPrompt.TextToImage(seed);
        prompt["4"]!["inputs"]!["ckpt_name"] = "studio-demo.safetensors";
        prompt["3"]!["inputs"]!["steps"] = 1;
        using var answer = await client.PostAsJsonAsync("/prompt", new { prompt });
        answer.EnsureSuccessStatusCode();
    }
}
