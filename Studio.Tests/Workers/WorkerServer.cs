using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Workers;

/// <summary>A real server with a worker process and the demo model, and what a test does to either.</summary>
internal sealed class WorkerServer : IDisposable
{
    public const int Kill = 9;
    public const int Stop = 19;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly TemporaryFolder _folder;

    private WorkerServer(Process process, TemporaryFolder folder, string address)
    {
        (_process, _folder) = (process, folder);
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    public string Folder => _folder.Path;

    public bool HasEnded => _process.HasExited;

    /// <summary>The worker's process id; null when there is none at the moment.</summary>
    public int? Worker => Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
        .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Where(IsWorker)
        .Select(name => (int?)int.Parse(name, CultureInfo.InvariantCulture)).FirstOrDefault();

    public static async Task<WorkerServer> StartAsync()
    {
        var folder = new TemporaryFolder();
        var models = Directory.CreateDirectory(Path.Join(folder.Path, "models", "checkpoints")).FullName;
        File.Copy(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"),
            Path.Join(models, "studio-demo.safetensors"));
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "studio-server.dll"),
            "--studio-dir", folder.Path, "--port", "0", "--workers", "process"]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var name in new[] { "API_KEY", "API_KEY_FILE", "COMFYUI_API_KEY" })
            start.Environment.Remove(name);
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // a full pipe would stop the server
                return new(process, folder, line[at..].Split(' ')[0]);
            }
        }

        throw new InvalidOperationException("The server did not start.");
    }

    /// <summary>A job of its own: no result of another does for it.</summary>
    public async Task<string> PostAsync(int seed, int steps)
    {
        var prompt =
            JsonNode.Parse(File.ReadAllText(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/workflows/text-to-image.json")))!;
        (prompt["3"]!["inputs"]!["steps"], prompt["3"]!["inputs"]!["seed"]) = (steps, seed);
        (prompt["5"]!["inputs"]!["width"], prompt["5"]!["inputs"]!["height"]) = (64, 64);
        prompt["9"]!["inputs"]!["filename_prefix"] = $"job{seed}";
        var response = await Http.PostAsync("/prompt", new StringContent($"{{\"prompt\": {prompt.ToJsonString()}}}"));
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
            await Task.Delay(10, patience.Token);
        }
    }

    public async Task<JsonObject> HistoryAsync() => (JsonObject)JsonNode.Parse(await Http.GetStringAsync("/history?max_items=10000"))!;

    public static void Signal(int process, int signal) => Assert.Equal(0, Send(process, signal));

    public void KillServer()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            KillServer();
        _process.Dispose();
        Http.Dispose();
        _folder.Dispose();
    }

    // "pid (name) state ppid …"; the name of a process that has ended but was not waited for is there, too
    private bool IsWorker(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && fields[1] == _process.Id.ToString(CultureInfo.InvariantCulture)
                && File.ReadAllText($"/proc/{id}/cmdline").TrimEnd('\0').EndsWith("worker", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
