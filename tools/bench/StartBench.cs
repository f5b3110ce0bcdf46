using System.Diagnostics;
using System.Globalization;
using Studio.E2E;

namespace Studio.Bench;

/// <summary>
/// What ./studio start costs when everything is built: processor time, which a busy machine changes little, of the script and of all that
/// it runs until the server is ready; and what the server holds when nothing was asked of it.
/// </summary>
internal static class StartBench
{
    private const int Starts = 5;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("studio-bench-").FullName;
        try
        {
            await MeasureAsync(folder); // the first start fills the folder
            var runs = new List<Start>();
            for (var i = 0; i < Starts; i++)
                runs.Add(await MeasureAsync(folder));
            return
            [
                new("./studio start, built: processor time to ready, median", Seconds(Row.Median(runs.Select(run => run.ToReady))),
                    "< 1.5 s"),
                new("The same by the clock", Seconds(Row.Median(runs.Select(run => run.Clock)))),
                new("Processor time in the 3 s after that", Seconds(Row.Median(runs.Select(run => run.After)))),
                new("Idle server: resident memory", Text(Row.Median(runs.Select(run => run.Memory)) / 1e6, "MB", 0), "< 250 MB"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Seconds(double value) => Text(value, "s", 2);

    private static string Text(double value, string unit, int digits) =>
        value.ToString("f" + digits, CultureInfo.InvariantCulture) + " " + unit;

    private static async Task<Start> MeasureAsync(string folder)
    {
        var port = StudioServer.FreePort();
        var start = new ProcessStartInfo("/bin/bash") { UseShellExecute = false, RedirectStandardOutput = true,
            RedirectStandardError = true };
        foreach (var argument in new[] { Script(), "start", "--flavor", "cpu", "--port", $"{port}", "--studio-dir", folder })
            start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using var server = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        try
        {
            // read, so that it never waits for somebody to
            server.OutputDataReceived += (_, _) => { };
            server.ErrorDataReceived += (_, _) => { };
            server.BeginOutputReadLine();
            server.BeginErrorReadLine();
            await UntilReadyAsync(server, port);
            var (elapsed, used) = (clock.Elapsed.TotalSeconds, TreeSeconds(server.Id));
            await Task.Delay(Settling);
            return new Start(used, elapsed, TreeSeconds(server.Id) - used, ServerBench.Memory(server.Id));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    private static async Task UntilReadyAsync(Process server, int port)
    {
        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (server.HasExited)
                throw new InvalidOperationException($"./studio start ended with code {server.ExitCode}.");
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>
    /// User and system time of a process and of the children that it has waited for: the script becomes the server, and what it ran before
    /// were its children.
    /// </summary>
    private static double TreeSeconds(int processId)
    {
        const double ticksPerSecond = 100;
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        // the name in brackets may hold spaces; after it the third field is the first
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / ticksPerSecond;
    }

    private static string Script()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Studio.sln")))
                return Path.Combine(folder, "studio");
        }

        throw new InvalidOperationException("The studio script was not found above the bench. Run it with ./studio bench.");
    }

    private sealed record Start(double ToReady, double Clock, double After, double Memory);
}
