using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>The server as a process of its own, in local mode, which can be killed.</summary>
internal sealed class StudioProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private StudioProcess(Process process, string address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    public static async Task<StudioProcess> StartAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Join(AppContext.BaseDirectory, "studio-server.dll"), "--studio-dir", folder, "--port", "0"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var name in new[] { "API_KEY", "API_KEY_FILE", "COMFYUI_API_KEY", "HF_TOKEN", "CIVITAI_API_KEY" })
            start.Environment.Remove(name);
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            // the banner, and not a line of the log that names an address
            if (line.StartsWith("  Studio ", StringComparison.Ordinal)
                && line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // a full pipe would stop the server
                return new(process, line[at..].Split(' ')[0]);
            }
        }

        throw new InvalidOperationException("The server did not start.");
    }

    public async Task<JsonNode> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(path, body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await Http.GetAsync(path, patience.Token);
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            Assert.True(answer.IsSuccessStatusCode && text is ['{' or '[', ..], $"{path} is {answer.StatusCode}: {text}");
            var state = JsonNode.Parse(text)!;
            if (isSo(state))
                return state;
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>As kill -9 does it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        Http.Dispose();
    }
}
