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

    private readonly StudioProcess _server;
    private readonly TemporaryFolder _folder;

    private WorkerServer(StudioProcess server, TemporaryFolder folder) => (_server, _folder) = (server, folder);

    public HttpClient Http => _server.Http;

    public string Folder => _folder.Path;

    public bool HasEnded => _server.HasEnded;

    /// <summary>The worker's process id; null when there is none at the moment.</summary>
    public int? Worker => Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
        .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Where(IsWorker)
        .Select(name => (int?)int.Parse(name, CultureInfo.InvariantCulture)).FirstOrDefault();

    public static async Task<WorkerServer> StartAsync()
    {
        var folder = new TemporaryFolder();
        StudioProcess.AddDemoModel(folder.Path);
        return new(await StudioProcess.StartAsync(folder.Path, "--workers", "process"), folder);
    }

    /// <inheritdoc cref="StudioProcess.QueueAsync"/>
    public Task<string> PostAsync(int seed, int steps) => _server.QueueAsync(steps, seed);

    public Task<JsonNode> UntilAsync(Func<JsonNode, bool> isSo) => _server.UntilAsync(isSo);

    public Task<JsonObject> HistoryAsync() => _server.HistoryAsync();

    public static void Signal(int process, int signal) => Assert.Equal(0, Send(process, signal));

    public void KillServer() => _server.Kill();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    // "pid (name) state ppid …"; the name of a process that has ended but was not waited for is there, too
    private bool IsWorker(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && fields[1] == _server.Id.ToString(CultureInfo.InvariantCulture)
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
