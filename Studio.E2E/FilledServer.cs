using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>A keyed server on which somebody has worked: users, a group, keys, a picture. For tests that look and change nothing.</summary>
public sealed class FilledServer : IAsyncLifetime
{
    public const string User = "ben";
    public const string Password = "the first password";

    public StudioServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await StudioServer.StartAsync(null, "--api-key", StudioServer.Key);
        using var client = Server.CreateClient(StudioServer.Key);
        await SendAsync(client, "/api/admin/users", new { name = User, role = "artist", password = Password });
        await SendAsync(client, "/api/admin/users", new { name = "vera", role = "viewer" });
        await SendAsync(client, "/api/admin/groups", new { name = "night shift", role = "operator" });
        await SendAsync(client, "/api/auth/keys", new { name = "robot" });
        var prompt = ScriptPrompt.TextToImage(seed: 1);
        prompt["4"]!["inputs"]!["ckpt_name"] = "studio-demo.safetensors";
        prompt["3"]!["inputs"]!["steps"] = 2;
        await SendAsync(client, "/prompt", new { prompt });
        while (JsonNode.Parse(await client.GetStringAsync(new Uri("/history", UriKind.Relative)))!.AsObject().Count == 0)
            await Task.Delay(100);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private static async Task SendAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
