using System.Collections.Concurrent;
using System.Diagnostics;
using Studio.E2E;

namespace Studio.Bench;

/// <summary>Ten thousand prompts: taken, listed, half of them deleted, run, and read back.</summary>
internal static class ManyPrompts
{
    private const int Count = 10_000;
    private const int Half = Count / 2;
    private const int Requests = 200;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        await using var socket = (await LoadSocket.OpenAsync(server, "many")).Listen();
        List<Row> rows = [];
        await PostAsync(client, 0, 100); // the first ones load code
        await socket.UntilReleasedAsync(100, CancellationToken.None);

        await client.PauseAsync();
        var empty = ServerBench.Memory(server.ProcessId);
        var clock = Stopwatch.StartNew();
        var (ids, times) = await PostAsync(client, 1000, Count);
        rows.Add(new($"{Count} prompts: taken each second, 8 at a time", LoadBench.Text(Count / clock.Elapsed.TotalSeconds, "", 0)));
        rows.Add(new($"{Count} prompts: POST, p50 / p99", LoadBench.Times(times)));
        rows.Add(
            new($"{Count} waiting: resident memory", LoadBench.Text((ServerBench.Memory(server.ProcessId) - empty) / 1e6, "MB more", 0)));
        rows.Add(await ReadAsync(client, "/queue", $"{Count} waiting: GET /queue", "p99 < 50 ms"));

        clock.Restart();
        await client.DeleteWaitingAsync(ids.Where((_, index) => index % 2 == 1));
        rows.Add(new($"{Half} of them deleted, 500 at once, in", LoadBench.Text(clock.Elapsed.TotalSeconds, "s", 2)));
        var kept = ids.Where((_, index) => index % 2 == 0).ToArray();
        rows.Add(new("The others in their order", (await client.WaitingAsync()).SequenceEqual(kept) ? "yes" : "NO", "yes"));

        var first = await RunAllAsync(client, socket, 100 + Half);
        var halfway = ServerBench.Memory(server.ProcessId);
        await client.PauseAsync();
        await PostAsync(client, 1000 + Count, Half);
        var second = await RunAllAsync(client, socket, 100 + Count);
        rows.Add(new("Told in their order", socket.Succeeded.Skip(100).Take(Half).SequenceEqual(kept) ? "yes" : "NO", "yes"));
        rows.Add(new("Jobs run each second, first and second half", $"{Half / first:f0}, {Half / second:f0}", "the same"));
        rows.Add(new($"Resident memory after {Half} and after {Count} jobs",
            $"{halfway / 1e6:f0} MB, {ServerBench.Memory(server.ProcessId) / 1e6:f0} MB", "the same"));
        rows.Add(await ReadAsync(client, "/history?max_items=200", $"{Count} ended: GET /history?max_items=200", "p99 < 50 ms"));
        rows.Add(await ReadAsync(client, "/history?max_items=200&offset=5000", $"{Count} ended: GET /history?max_items=200&offset=5000",
            "p99 < 50 ms"));
        rows.Add(await ReadAsync(client, $"/history?max_items={Count}", $"{Count} ended: GET /history, all of it"));
        return rows;
    }

    /// <summary>The ids in the order of the line, and how long each took.</summary>
    private static async Task<(IReadOnlyList<string> Ids, IReadOnlyList<double> Seconds)> PostAsync(HttpClient client, int first, int count)
    {
        var accepted = new ConcurrentBag<(string Id, long Number, double Seconds)>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, stop) =>
        {
            var clock = Stopwatch.StartNew();
            var (id, number) = await client.PostPromptAsync(LoadClient.Number(first + index), "many", stop);
            accepted.Add((id, number, clock.Elapsed.TotalSeconds));
        });
        return ([.. accepted.OrderBy(job => job.Number).Select(job => job.Id)], [.. accepted.Select(job => job.Seconds)]);
    }

    private static async Task<double> RunAllAsync(HttpClient client, LoadSocket socket, int until)
    {
        var clock = Stopwatch.StartNew();
        await client.ResumeAsync();
        await socket.UntilReleasedAsync(until, CancellationToken.None);
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<Row> ReadAsync(HttpClient client, string path, string what, string aim = "")
    {
        var size = (await client.GetByteArrayAsync(path)).Length; // the first one fills what is kept
        var times = new List<double>();
        for (var request = 0; request < Requests; request++)
        {
            var clock = Stopwatch.StartNew();
            await client.GetByteArrayAsync(path);
            times.Add(clock.Elapsed.TotalSeconds);
        }

        return new($"{what} ({LoadBench.Text(size / 1e3, "kB", 0)}), p50 / p99", LoadBench.Times(times), aim);
    }
}
