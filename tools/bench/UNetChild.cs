using System.Diagnostics;
using System.Text.Json.Nodes;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Bench;

/// <summary>The measured process: prints one line of JSON.</summary>
internal static class UNetChild
{
    private const int Side = 64;
    private const int Batch = 1; // guidance makes it 2
    private const int Rounds = 3;

    public static int Run(string checkpoint, string policy)
    {
        var options = new ModelPoolOptions();
        if (Enum.TryParse<MemoryPolicy>(policy, out var memory))
            options = options with { Session = options.Session with { Memory = memory } };
        using var pool = new ModelPool(options);
        _ = RuntimeReportOnce();

        var clock = Stopwatch.StartNew();
        var model = pool.LoadCheckpoint(checkpoint, CancellationToken.None).Model;
        using var denoiser = pool.Denoiser(model, Text(1), Text(2), 5, CancellationToken.None);
        var load = clock.Elapsed.TotalSeconds;

        var x = Noise.Normal(42, Batch, 4, Side, Side);
        denoiser.Denoise(x, 5);
        using var product = new MatMulReference();
        product.Gflops();
        var (steps, products, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            products.Add(product.Gflops());
            clock.Restart();
            denoiser.Denoise(x, 5 - round);
            steps.Add(clock.Elapsed.TotalSeconds);
            ratios.Add(UNetWork.Flops(FullSizeCheckpoint.Family.UNet, Side, 2) / 1e9 / steps[^1] / products[^1]);
        }
        var step = Row.Median(steps);
        Console.Out.WriteLine(new JsonObject
        {
            ["load"] = load,
            ["step"] = step,
            ["unet"] = UNetWork.Flops(FullSizeCheckpoint.Family.UNet, Side, 2) / 1e9 / step,
            ["matmul"] = Row.Median(products),
            ["ratio"] = Row.Median(ratios),
            ["peak"] = PeakMemory(),
            ["weights"] = FullSizeCheckpoint.UNetTensors.Sum(tensor => 4.0 * tensor.Shape.Aggregate(1.0, (count, size) => count * size)),
        }.ToJsonString());
        return 0;
    }

    // the library itself loads once per process, not once per model
    private static MatMulReference RuntimeReportOnce()
    {
        using var first = new MatMulReference(size: 64);
        first.Gflops();
        return first;
    }

    private static Conditioning Text(ulong seed) => new([new ConditioningEntry(Noise.Normal(seed, 1, 77, 768))]);

    private static double PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}

/// <summary>C = A B with square fp32 matrices, B constant as weights are.</summary>
internal sealed class MatMulReference : IDisposable
{
    private readonly OrtSession _session;
    private readonly Tensor _a;
    private readonly int _size;

    public MatMulReference(int size = 2048)
    {
        _size = size;
        _a = Noise.Normal(1, size, size);
        using var graph = new OrtGraph();
        graph.Input("a", ElementType.Float32, -1, size);
        graph.Initializer("b", ElementType.Float32, [size, size],
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(Noise.Normal(2, size, size).Span).ToArray());
        graph.Node("MatMul", ["a", "b"], ["c"], []);
        graph.Output("c", ElementType.Float32);
        _session = graph.CreateSession(SessionSettings.Default with { Name = "the reference product" });
    }

    public double Gflops(int times = 5)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            _session.Run([NamedInput.Of("a", _a)], ["c"], CancellationToken.None);
        return 2.0 * _size * _size * _size * times / clock.Elapsed.TotalSeconds / 1e9;
    }

    public void Dispose() => _session.Dispose();
}
