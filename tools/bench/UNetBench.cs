using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Studio.Bench;

/// <summary>
/// A full step of a Stable Diffusion 1.5 sized UNet (random weights, batch 2, 64 x 64 latent) against a large fp32 matrix product in the
/// same runtime on the same threads. In a process of its own, so that the peak of memory is this model's alone.
/// </summary>
internal static class UNetBench
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "checkpoints");

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var rows = new List<Row>();
        foreach (var dtype in (string[])["F16", "F32"])
        {
            var checkpoint = FullSizeCheckpoint.Ensure(Folder, dtype);
            rows.AddRange(Describe(dtype, await MeasureAsync(checkpoint)));
            File.Delete(checkpoint);
        }
        return rows;
    }

    private static IEnumerable<Row> Describe(string dtype, JsonNode result)
    {
        double Get(string name) => (double)result[name]!;
        const double Gib = 1 << 30;
        var allowed = Get("weights") / Gib + 1.5;
        yield return new($"SD 1.5 size, {dtype} file: UNet step, GFLOP/s over MatMul GFLOP/s",
            string.Create(CultureInfo.InvariantCulture, $"{Get("ratio"):f2} ({Get("unet"):f0} / {Get("matmul"):f0})"), ">= 0.6");
        yield return new($"SD 1.5 size, {dtype} file: one step (cond + uncond)",
            string.Create(CultureInfo.InvariantCulture, $"{Get("step"):f1} s"));
        yield return new($"SD 1.5 size, {dtype} file: peak memory of the process",
            string.Create(CultureInfo.InvariantCulture, $"{Get("peak") / Gib:f2} GiB (fp32 weights {Get("weights") / Gib:f2})"),
            string.Create(CultureInfo.InvariantCulture, $"<= {allowed:f2} GiB"));
        yield return new($"SD 1.5 size, {dtype} file: from file to ready session, warm",
            string.Create(CultureInfo.InvariantCulture, $"{Get("load"):f1} s"), "< 10 s");
    }

    private static async Task<JsonNode> MeasureAsync(string checkpoint)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(UNetBench).Assembly.Location, "child-unet", checkpoint, "default"])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? JsonNode.Parse(output.Trim().Split('\n')[^1])!
            : throw new InvalidOperationException($"The measuring process ended with code {child.ExitCode}: {output}");
    }
}
