using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Engine.Runtime;

namespace Studio.Bench;

/// <summary>
/// A full step of a Stable Diffusion 1.5 sized UNet (random weights, batch 2, 64 x 64 latent) against a large fp32 matrix product in the
/// same runtime on the same threads. In a process of its own, so that the peak of memory is this model's alone.
/// </summary>
internal static class UNetBench
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "checkpoints");

    private static readonly (string Type, MemoryPolicy[] Policies)[] Cases =
    [
        ("F16", [MemoryPolicy.Low, MemoryPolicy.KeepHalf]),
        ("BF16", [MemoryPolicy.KeepHalf]),
        ("F32", [MemoryPolicy.Low]),
    ];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var rows = new List<Row>();
        foreach (var (dtype, policies) in Cases)
        {
            var checkpoint = FullSizeCheckpoint.Ensure(Folder, dtype);
            foreach (var policy in policies)
            {
                var result = await MeasureAsync("child-unet", checkpoint, $"{policy}", "sd15");
                rows.AddRange(Describe($"SD 1.5 size, {dtype} file, {policy}", result));
            }
            File.Delete(checkpoint);
        }
        return rows;
    }

    public static IEnumerable<Row> Describe(string what, JsonNode result, double aim = 0.6, double room = 1.5)
    {
        double Get(string name) => (double)result[name]!;
        const double gib = 1 << 30;
        var invariant = CultureInfo.InvariantCulture;
        yield return new($"{what}: UNet step, GFLOP/s over MatMul GFLOP/s",
            string.Create(invariant, $"{Get("ratio"):f2} ({Get("unet"):f0} / {Get("matmul"):f0})"),
            string.Create(invariant, $">= {aim}"));
        yield return new($"{what}: one step (cond + uncond), processor time and clock",
            string.Create(invariant, $"{Get("processor"):f1} s, {Get("step"):f1} s"));
        yield return new($"{what}: peak memory of the process",
            string.Create(invariant, $"{Get("peak") / gib:f2} GiB (weights {Get("weights") / gib:f2})"),
            string.Create(invariant, $"<= {(Get("weights") / gib) + room:f2} GiB"));
        yield return new($"{what}: from file to ready session, and what the first step takes more than the next, processor time",
            string.Create(invariant, $"{Get("load"):f1} s, {Get("first") - Get("processor"):f1} s"));
    }

    /// <summary>This program as a process of its own, which prints one line of JSON last.</summary>
    public static async Task<JsonNode> MeasureAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(UNetBench).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? JsonNode.Parse(output.Trim().Split('\n')[^1])!
            : throw new InvalidOperationException($"The measuring process ended with code {child.ExitCode}: {output}");
    }
}
