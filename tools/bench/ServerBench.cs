using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Studio.E2E;

namespace Studio.Bench;

/// <summary>The published server over loopback: from POST to the end of the job.</summary>
internal static class ServerBench
{
    private const int Pictures = 12;
    private const int CachedRuns = 200;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/ws?clientId=bench"), CancellationToken.None);

        var fresh = await TimeAsync(client, socket, Pictures, run => 1000 + run);
        var cached = await TimeAsync(client, socket, CachedRuns, _ => 1000 + Pictures - 1);
        return
        [
            new("Demo model over the API, 20 steps euler, 128 x 128: POST to finished file, p50", Text(Row.Median(fresh) * 1000, "ms", 0)),
            new("Fully cached prompt: POST to execution_success, p50", Text(Row.Median(cached) * 1000, "ms", 1), "< 10 ms"),
        ];
    }

    private static string Text(double value, string unit, int digits) =>
        value.ToString("f" + digits, CultureInfo.InvariantCulture) + " " + unit;

    private static async Task<IReadOnlyList<double>> TimeAsync(HttpClient client, ClientWebSocket socket, int runs, Func<int, int> seed)
    {
        var times = new List<double>();
        var buffer = new byte[1 << 20];
        for (var run = -2; run < runs; run++)
        {
            var body = new JsonObject { ["prompt"] = DemoBench.SamplePrompt(seed(run)), ["client_id"] = "bench" };
            var clock = Stopwatch.StartNew();
            using var accepted = await client.PostAsJsonAsync("/prompt", body);
            accepted.EnsureSuccessStatusCode();
            await UntilSuccessAsync(socket, buffer);
            if (run >= 0)
                times.Add(clock.Elapsed.TotalSeconds);
        }
        return times;
    }

    private static async Task UntilSuccessAsync(ClientWebSocket socket, byte[] buffer)
    {
        while (true)
        {
            var (isText, length) = await socket.ReceiveFrameAsync(buffer, CancellationToken.None)
                ?? throw new InvalidOperationException("The server closed the socket.");
            var text = isText ? buffer.AsSpan(0, length) : default;
            if (text.IndexOf("\"execution_error\""u8) >= 0)
                throw new InvalidOperationException("The prompt failed: " + System.Text.Encoding.UTF8.GetString(text));
            if (text.IndexOf("\"execution_success\""u8) >= 0)
                return;
        }
    }

    /// <summary>User and system time so far; the same however busy the machine is otherwise.</summary>
    internal static double ProcessorSeconds(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    internal static double Memory(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
