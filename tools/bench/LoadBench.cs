using System.Diagnostics;
using System.Globalization;
using Studio.E2E;

namespace Studio.Bench;

/// <summary>
/// Many clients and many prompts on the published server over loopback. The prompts need no model: what is measured is everything around
/// it.
/// </summary>
internal static class LoadBench
{
    private const int Sockets = 500;
    private const int Neighbours = 20;
    private const int Runs = 200;

    public static async Task<IReadOnlyList<Row>> RunAsync() =>
    [
        new("Load of the machine before this (1 minute)", (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]),
        .. await ManySocketsAsync(),
        .. await ManyPrompts.RunAsync(),
        .. await SleepersAsync(),
    ];

    public static string Text(double value, string unit, int digits) =>
        value.ToString("n" + digits, CultureInfo.InvariantCulture) + " " + unit;

    /// <summary>Median and 99th percentile, in milliseconds.</summary>
    public static string Times(IReadOnlyCollection<double> seconds) =>
        $"{Text(Row.Percentile(seconds, 0.5) * 1000, "ms", 1)} / {Text(Row.Percentile(seconds, 0.99) * 1000, "ms", 1)}";

    private static async Task<IReadOnlyList<Row>> ManySocketsAsync()
    {
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        var before = ServerBench.Memory(server.ProcessId);
        var clock = Stopwatch.StartNew();
        var sockets = new LoadSocket[Sockets];
        await Parallel.ForAsync(0, Sockets,
            async (index, _) => sockets[index] = (await LoadSocket.OpenAsync(server, $"client-{index}")).Listen());
        var opened = clock.Elapsed.TotalSeconds;
        var after = ServerBench.Memory(server.ProcessId);

        clock.Restart();
        await Parallel.ForAsync(0, Sockets,
            async (index, stop) => await client.PostPromptAsync(LoadClient.Number(index), sockets[index].ClientId, stop));
        await Task.WhenAll(sockets.Select(socket => socket.UntilReleasedAsync(1, CancellationToken.None)));
        var told = clock.Elapsed.TotalSeconds;
        var wrong = sockets.Count(socket => socket.Told.Count != 1 || socket.Succeeded.Count != 1);

        var cpu = ServerBench.ProcessorSeconds(server.ProcessId);
        var times = await RoundTripsAsync(client, sockets[0], first: Sockets);
        cpu = ServerBench.ProcessorSeconds(server.ProcessId) - cpu;
        foreach (var socket in sockets)
            await socket.DisposeAsync();
        return
        [
            new($"{Sockets} sockets: opened in", Text(opened, "s", 1)),
            new($"{Sockets} sockets: resident memory for each", Text((after - before) / 1e3 / Sockets, "kB", 0)),
            new($"{Sockets} jobs, one for each socket: all told after", Text(told, "s", 1)),
            new($"{Sockets} sockets: told of another's job, or not of their own", Text(wrong, "sockets", 0), "0"),
            new($"{Sockets} sockets open: POST to the last message, p50 / p99", Times(times)),
            new($"{Sockets} sockets open: the server's processor time for each job", Text(cpu * 1000 / Runs, "ms", 1)),
        ];
    }

    /// <summary>
    /// The same jobs for clients that read and for ones that do not: what the difference costs the others and the server.
    /// </summary>
    private static async Task<IReadOnlyList<Row>> SleepersAsync()
    {
        var (readers, sleepers) = (await BesideAsync(areAsleep: false), await BesideAsync(areAsleep: true));
        return
        [
            new("One client alone: POST to the last message, p50 / p99", Times(sleepers.Alone)),
            new($"The same beside {Neighbours} that read 4 MB each", Times(readers.Beside)),
            new($"The same beside {Neighbours} that stopped reading, each 4 MB behind", Times(sleepers.Beside), "the same"),
            new($"Resident memory after those jobs: all read, {Neighbours} do not",
                $"{Text(readers.Bytes / 1e6, "MB more", 0)}, {Text(sleepers.Bytes / 1e6, "MB more", 0)}"),
        ];
    }

    private static async Task<(IReadOnlyList<double> Alone, IReadOnlyList<double> Beside, double Bytes)> BesideAsync(bool areAsleep)
    {
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        await using var awake = (await LoadSocket.OpenAsync(server, "awake")).Listen();
        await RoundTripsAsync(client, awake, first: 0);
        var alone = await RoundTripsAsync(client, awake, first: Runs);
        var before = ServerBench.Memory(server.ProcessId);

        var neighbours = new LoadSocket[Neighbours];
        for (var index = 0; index < Neighbours; index++)
        {
            neighbours[index] = await LoadSocket.OpenAsync(server, $"neighbour-{index}");
            if (!areAsleep)
                neighbours[index].Listen();
        }

        for (var job = 0; job < 4 * Neighbours; job++)
            await client.PostPromptAsync(LoadClient.Text(new string('z', 1_000_000) + job), neighbours[job % Neighbours].ClientId);
        await client.PostPromptAsync(LoadClient.Number(-1), awake.ClientId);
        await awake.UntilReleasedAsync((2 * Runs) + 1, CancellationToken.None);
        var beside = await RoundTripsAsync(client, awake, first: 2 * Runs);
        var after = ServerBench.Memory(server.ProcessId);
        foreach (var neighbour in neighbours)
            await neighbour.DisposeAsync();
        return (alone, beside, after - before);
    }

    private static async Task<IReadOnlyList<double>> RoundTripsAsync(HttpClient client, LoadSocket socket, int first)
    {
        var times = new List<double>();
        var told = socket.Released.Count;
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await client.PostPromptAsync(LoadClient.Number(first + run), socket.ClientId);
            await socket.UntilReleasedAsync(told + run + 1, CancellationToken.None);
            times.Add(clock.Elapsed.TotalSeconds);
        }

        return times;
    }
}
