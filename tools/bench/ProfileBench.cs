using System.Globalization;
using System.Text.Json;

namespace Studio.Bench;

/// <summary>
/// Where the time of a picture goes: a Stable Diffusion 1.5 sized model in fp16 (random weights, 512 x 512, two steps, two pictures) with
/// the runtime's profiling on. Seconds by the clock per network and operator; what takes less than a hundredth of its network is summed.
/// </summary>
internal static class ProfileBench
{
    private const double Least = 0.01;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var checkpoint = FullSizeCheckpoint.Ensure(UNetBench.Folder, "F16");
        var profiles = Directory.CreateTempSubdirectory("studio-profile-");
        try
        {
            await UNetBench.MeasureAsync("child-picture", checkpoint, "auto", "512", "2", profiles.FullName);
            return [.. profiles.GetFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).SelectMany(Rows)];
        }
        finally
        {
            profiles.Delete(recursive: true);
            File.Delete(checkpoint);
        }
    }

    private static IEnumerable<Row> Rows(FileInfo profile)
    {
        // the runtime puts _date_time behind the name that it was given
        var network = string.Join('_', profile.Name.Split('_')[..^2]);
        var seconds = Seconds(profile.FullName);
        var total = seconds.Values.Sum();
        yield return new(network, Text(total, total));
        foreach (var (op, spent) in seconds.Where(pair => pair.Value >= Least * total).OrderByDescending(pair => pair.Value))
            yield return new($"{network}: {op}", Text(spent, total));
        yield return new($"{network}: all else", Text(seconds.Values.Where(spent => spent < Least * total).Sum(), total));
    }

    private static string Text(double seconds, double total) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds:f2} s, {seconds / total:p1}");

    /// <summary>Events of Chrome's trace format; a node's own time is the one that names its kernel.</summary>
    private static Dictionary<string, double> Seconds(string path)
    {
        using var events = JsonDocument.Parse(File.ReadAllBytes(path));
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var entry in events.RootElement.EnumerateArray())
        {
            if (entry.GetProperty("cat").GetString() != "Node"
                || !entry.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal))
                continue;
            var op = Name(entry.GetProperty("args"));
            seconds[op] = seconds.GetValueOrDefault(op) + (entry.GetProperty("dur").GetDouble() / 1e6);
        }
        return seconds;
    }

    /// <summary>Convolutions with the size of their kernel, which the shape of their weight tells.</summary>
    private static string Name(JsonElement arguments)
    {
        var op = arguments.GetProperty("op_name").GetString()!;
        if (!op.EndsWith("Conv", StringComparison.Ordinal) || !arguments.TryGetProperty("input_type_shape", out var inputs)
            || inputs.GetArrayLength() < 2)
            return op;
        var weight = inputs[1].EnumerateObject().First().Value;
        return weight.GetArrayLength() == 4 ? $"{op} {weight[2].GetInt32()}x{weight[3].GetInt32()}" : op;
    }
}
