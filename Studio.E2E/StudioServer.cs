using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Studio.E2E;

/// <summary>The published server as a process of its own, on a free loopback port, with a STUDIO_DIR that is deleted afterwards.</summary>
public sealed class StudioServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly bool _ownsFolder;
    private string[] _flags = [];
    private Process? _process;

    private StudioServer(string folder, bool ownsFolder)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
    }

    public string Folder { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The server is not running.");

    public string Log => string.Join('\n', _log);

    /// <summary>The key that keyed servers of these tests are started with.</summary>
    public const string Key = "an-end-to-end-key-0123456789";

    public static async Task<StudioServer> StartAsync(string? folder = null, params string[] flags)
    {
        var server = new StudioServer(folder ?? Directory.CreateTempSubdirectory("studio-e2e-").FullName, folder is null);
        try
        {
            await server.LaunchAsync(flags, FreePort());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, at the same address.</summary>
    public Task RestartAsync()
    {
        _process?.Dispose();
        return LaunchAsync(_flags, Address.Port);
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public HttpClient CreateClient(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private async Task LaunchAsync(string[] flags, int port)
    {
        _flags = flags;
        Address = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        string[] arguments = [Path.Combine(AppFolder(), "studio-server.dll"), "--studio-dir", Folder, "--port", port.ToString(), .. flags];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in new[] { "STUDIO_DIR", "API_KEY", "API_KEY_FILE", "COMFYUI_API_KEY" })
            start.Environment.Remove(name);
        _process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReadyAsync();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _log.Enqueue(line);
    }

    private async Task UntilReadyAsync()
    {
        using var client = CreateClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"The server ended with code {_process.ExitCode}:\n{Log}");
            try
            {
                using var answer = await client.GetAsync("/health/ready", limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
            await Task.Delay(100, limit.Token);
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string AppFolder() =>
        Environment.GetEnvironmentVariable("STUDIO_APP")
        ?? throw new InvalidOperationException("STUDIO_APP does not name the published server. Run these tests with ./studio test.");
}
