using System.Diagnostics;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Jobs;

/// <summary>A real server process with the real engine, killed in the middle of its work.</summary>
public sealed class KilledServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_DuringAJob_LosesNothingAndRunsItAgain()
    {
        var models = Directory.CreateDirectory(Path.Join(_folder.Path, "models", "checkpoints")).FullName;
        File.Copy(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"),
            Path.Join(models, "studio-demo.safetensors"));
        string first, second;
        using (var server = await ServerProcess.StartAsync(_folder.Path))
        {
            first = await server.PostAsync(Prompt(steps: 3000)); // longer than anybody waits
            second = await server.PostAsync(Prompt(steps: 2));
            await server.UntilAsync(state => (int?)state["running"]?["value"] > 0);
            server.Kill();
        }

        using var again = await ServerProcess.StartAsync(_folder.Path);

        var state = await again.UntilAsync(now => (int?)now["running"]?["value"] > 0);
        Assert.Equal((first, 2), ((string?)state["running"]!["id"], (int)state["running"]!["attempt"]!));
        Assert.Equal(second, (string?)state["waiting"]![0]!["id"]);
        await again.Http.PostAsync("/interrupt", new StringContent($"{{\"prompt_id\": \"{first}\"}}"));
        await again.UntilAsync(now => (int)now["remaining"]! == 0);
        var history = (JsonObject)JsonNode.Parse(await again.Http.GetStringAsync("/history"))!;
        Assert.Equal(["error", "success"], history.Select(entry => (string?)entry.Value!["status"]!["status_str"]));
        var name = (string?)history[second]!["outputs"]!["9"]!["images"]![0]!["filename"];
        Assert.NotEmpty(await again.Http.GetByteArrayAsync($"/view?filename={name}"));
    }

    private static string Prompt(int steps)
    {
        var prompt =
            JsonNode.Parse(File.ReadAllText(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/workflows/text-to-image.json")))!;
        prompt["3"]!["inputs"]!["steps"] = steps;
        prompt["5"]!["inputs"]!["width"] = 64;
        prompt["5"]!["inputs"]!["height"] = 64;
        return prompt.ToJsonString();
    }

    private sealed class ServerProcess : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

        private readonly Process _process;

        private ServerProcess(Process process, string address)
        {
            _process = process;
            Http = new HttpClient { BaseAddress = new Uri(address) };
        }

        public HttpClient Http { get; }

        public static async Task<ServerProcess> StartAsync(string folder)
        {
            var start = new ProcessStartInfo("dotnet",
                [Path.Join(AppContext.BaseDirectory, "studio-server.dll"), "--studio-dir", folder, "--port", "0"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            foreach (var name in new[] { "API_KEY", "API_KEY_FILE", "COMFYUI_API_KEY" })
                start.Environment.Remove(name);
            var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(Patience);
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at)
                {
                    _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // a full pipe would stop the server
                    return new(process, line[at..].Split(' ')[0]);
                }
            }

            throw new InvalidOperationException("The server did not start.");
        }

        public async Task<string> PostAsync(string prompt)
        {
            var response = await Http.PostAsync("/prompt", new StringContent($"{{\"prompt\": {prompt}}}"));
            return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["prompt_id"]!;
        }

        public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isSo)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                var state = JsonNode.Parse(await Http.GetStringAsync("/api/queue/state", patience.Token))!;
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
}
