using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Studio.Bench;

/// <summary>
/// Studio beside stable-diffusion.cpp: the same file, size, steps and threads, in turns within one run. The other program is whatever
/// sd-cli is given; a process is measured from outside, so that both are measured in the same way.
/// </summary>
internal static class PeersBench
{
    private const int Rounds = 2;
    private const string Mode = "auto";

    /// <param name="peer">An executable that takes stable-diffusion.cpp's arguments.</param>
    /// <param name="arguments">side and steps (512 and 2), and a checkpoint; without one it is made: Stable Diffusion 1.5's names and
    /// shapes with random numbers, in fp16.</param>
    public static async Task<IReadOnlyList<Row>> RunAsync(string peer, string[] arguments)
    {
        var (side, steps) = (arguments.ElementAtOrDefault(0) ?? "512", arguments.ElementAtOrDefault(1) ?? "2");
        var checkpoint = arguments.ElementAtOrDefault(2) ?? FullSizeCheckpoint.Ensure(UNetBench.Folder, "F16");
        var picture = Path.GetTempFileName() + ".png";
        List<(Run Peer, Run Studio, double Second)> rounds = [];
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var theirs = await MeasureAsync(peer, "-m", checkpoint, "-p", "first", "-n", "not first", "-W", side, "-H", side,
                    "--steps", steps, "--cfg-scale", "7", "--sampling-method", "euler", "-s", "42", "-t", $"{Environment.ProcessorCount}",
                    "-o", picture);
                if (!File.Exists(picture))
                    throw new InvalidOperationException($"{peer} made no picture: {theirs.Output}");
                File.Delete(picture);
                var ours = await MeasureAsync(
                    "dotnet", typeof(PeersBench).Assembly.Location, "child-picture", checkpoint, Mode, side, steps);
                var second = JsonNode.Parse(ours.Output.Trim().Split('\n')[^1])!["second"]!.AsObject()
                    .Where(part => part.Key != "clock to first step").Sum(part => (double)part.Value!);
                rounds.Add((theirs, ours, second));
            }
        }
        finally
        {
            File.Delete(picture);
            if (arguments.Length < 3)
                File.Delete(checkpoint);
        }
        return [.. Rows($"{side} x {side}, {steps} steps", rounds)];
    }

    private static IEnumerable<Row> Rows(string what, List<(Run Peer, Run Studio, double Second)> rounds)
    {
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        yield return new($"{what}: load of the machine", load);
        string Each(Func<(Run Peer, Run Studio, double Second), double> figure, string unit) =>
            string.Join(", ", rounds.Select(round => string.Create(CultureInfo.InvariantCulture, $"{figure(round):f2}"))) + unit;
        static double First((Run Peer, Run Studio, double Second) round) => round.Studio.Processor - round.Second;
        yield return new($"{what}: the other, whole process, processor time", Each(round => round.Peer.Processor, " s"));
        yield return new($"{what}: Studio, from its start to its first picture", Each(First, " s"));
        yield return new($"{what}: Studio, the next picture", Each(round => round.Second, " s"));
        yield return new($"{what}: Studio's first over the other's", Each(round => First(round) / round.Peer.Processor, ""));
        yield return new($"{what}: Studio's next over the other's", Each(round => round.Second / round.Peer.Processor, ""), "<= 0.3");
        const double gib = 1 << 30;
        yield return new($"{what}: peak memory, the other", Each(round => round.Peer.Peak / gib, " GiB"));
        yield return new($"{what}: peak memory, Studio", Each(round => round.Studio.Peak / gib, " GiB"));
        yield return new($"{what}: peak memory, one over the other", Each(round => round.Studio.Peak / round.Peer.Peak, ""), "<= 1.1");
    }

    /// <summary>A process from its start to its end, looked at fifty times a second: what it had used is gone once it has ended.</summary>
    private static async Task<Run> MeasureAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (processor, peak) = (0.0, 0.0);
        while (!process.HasExited)
        {
            try
            {
                (processor, peak) = (ServerBench.ProcessorSeconds(process.Id), UNetChild.PeakMemory($"{process.Id}"));
            }
            catch (Exception e) when (e is InvalidOperationException or IOException or ArgumentException)
            {
                break; // it ended between two looks
            }
            await Task.Delay(20);
        }
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Run(processor, peak, await output)
            : throw new InvalidOperationException($"{program} ended with code {process.ExitCode}: {await output}{await errors}");
    }

    private sealed record Run(double Processor, double Peak, string Output);
}
