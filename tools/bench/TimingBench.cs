using System.Diagnostics;
using System.Globalization;
using Studio.E2E;

namespace Studio.Bench;

/// <summary>
/// Whether a wrong key's answer takes longer the more of the key is right: keys that differ from the server's in the first and in the last
/// character, asked in random order over one connection, compared by Welch's t. Below 4.5 nothing can be told apart, as leakage tests say
/// it (ISO/IEC 17825).
/// </summary>
internal static class TimingBench
{
    private const string Key = StudioServer.Key;
    private const int Requests = 4000;
    private const int WarmUp = 400;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var server = await StudioServer.StartAsync(folder: null, "--api-key", Key);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseCookies = false })
            { BaseAddress = server.Address };
        (string Name, string Key)[] wrong = [("first", "x" + Key[1..]), ("last", Key[..^1] + "x")];
        List<double>[] times = [[], []];
        var random = new Random(17);
        for (var i = -WarmUp; i < 2 * Requests; i++)
        {
            var which = random.Next(2);
            var ticks = await AskAsync(client, wrong[which].Key);
            if (i >= 0)
                times[which].Add(ticks);
        }

        var (first, last) = (WithoutPauses(times[0]), WithoutPauses(times[1]));
        return
        [
            new("a key wrong in its first character, microseconds", Figure(first.Average())),
            new("a key wrong in its last character, microseconds", Figure(last.Average())),
            new($"Welch's t of {first.Length} and {last.Length} requests", Figure(T(first, last)), "between -4.5 and 4.5"),
        ];
    }

    private static async Task<double> AskAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/queue");
        request.Headers.TryAddWithoutValidation("X-API-Key", key);
        var start = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request);
        var microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        return (int)response.StatusCode == 401
            ? microseconds
            : throw new InvalidOperationException($"A wrong key was answered {(int)response.StatusCode}.");
    }

    /// <summary>The slowest tenth is the machine's, not the comparison's.</summary>
    private static double[] WithoutPauses(List<double> times) => [.. times.Order().Take(times.Count * 9 / 10)];

    private static double T(double[] a, double[] b) =>
        (a.Average() - b.Average()) / Math.Sqrt((Variance(a) / a.Length) + (Variance(b) / b.Length));

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    private static string Figure(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
