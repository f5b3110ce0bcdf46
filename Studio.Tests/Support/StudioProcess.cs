using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>The server as a process of its own, in local mode, which can be killed.</summary>
internal sealed class StudioProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process _process;

    private StudioProcess(Process process, string address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <param name="flags">Of the command line, such as "--workers", "process".</param>
    public static async Task<StudioProcess> StartAsync(string folder, params string[] flags)
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Join(AppContext.BaseDirectory, "studio-server.dll"), "--studio-dir", folder, "--port", "0", .. flags])
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

    /// <summary>Puts the demo model into the folder of a server that is to be started.</summary>
    public static void AddDemoModel(string folder) => File.Copy(
        Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"),
        Path.Join(Directory.CreateDirectory(Path.Join(folder, "models", "checkpoints")).FullName, "studio-demo.safetensors"));

    /// <summary>Queues the demo workflow at 64 x 64; gives the job's id.</summary>
    /// <param name="seed">Null for the workflow's own. Another gives a file of its own, jobSEED: no result of another job does.</param>
    public async Task<string> QueueAsync(int steps, int? seed = null)
    {
        var prompt =
            JsonNode.Parse(File.ReadAllText(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/workflows/text-to-image.json")))!;
        prompt["3"]!["inputs"]!["steps"] = steps;
        (prompt["5"]!["inputs"]!["width"], prompt["5"]!["inputs"]!["height"]) = (64, 64);
        if (seed is { } own)
            (prompt["3"]!["inputs"]!["seed"], prompt["9"]!["inputs"]!["filename_prefix"]) = (own, $"job{own}");
        return (string)(await PostAsync("/prompt", $"{{\"prompt\": {prompt.ToJsonString()}}}"))["prompt_id"]!;
    }

    public async Task<JsonObject> HistoryAsync() => (JsonObject)JsonNode.Parse(await Http.GetStringAsync("/history?max_items=10000"))!;

    public async Task<JsonNode> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(path, body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Waits until the queue stands so.</summary>
    public Task<JsonNode> UntilAsync(Func<JsonNode, bool> isSo) => UntilAsync("/api/queue/state", isSo);

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
