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
    private const int Batch = 1; // guidance makes it 2
    private const int Rounds = 3;

    /// <param name="size">sd15 on latents of 64 x 64, or xl on 128 x 128.</param>
    public static int Run(string checkpoint, string policy, string size)
    {
        var isXl = size == "xl";
        var options = new ModelPoolOptions();
        using var pool = new ModelPool(
            options with { Session = options.Session with { Memory = Enum.Parse<MemoryPolicy>(policy) } });
        _ = RuntimeReportOnce();

        var began = ProcessorSeconds();
        var model = pool.LoadModel(checkpoint, CancellationToken.None);
        using var denoiser = pool.Denoiser(model, Text(1, isXl), Text(2, isXl), 5, CancellationToken.None);
        var load = ProcessorSeconds() - began;

        var side = isXl ? 128 : 64;
        var x = Noise.Normal(42, Batch, 4, side, side);
        var (first, _) = Time(() => denoiser.Denoise(x, 5));
        using var product = new MatMulReference();
        product.Gflops();
        var (processor, clock, products, ratios) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var tensors = isXl ? FullSizeCheckpoint.XlTensors : FullSizeCheckpoint.UNetTensors;
        var flops = UNetWork.Flops(tensors, isXl ? 3 : 4, side, batch: 2) / 1e9;
        for (var round = 0; round < Rounds; round++)
        {
            products.Add(product.Gflops());
            var (seconds, elapsed) = Time(() => denoiser.Denoise(x, 5 - round));
            processor.Add(seconds);
            clock.Add(elapsed);
            ratios.Add(flops / elapsed / products[^1]);
        }
        Console.Out.WriteLine(new JsonObject
        {
            ["load"] = load,
            ["first"] = first,
            ["processor"] = Row.Median(processor),
            ["step"] = Row.Median(clock),
            ["unet"] = flops / Row.Median(clock),
            ["matmul"] = Row.Median(products),
            ["ratio"] = Row.Median(ratios),
            ["peak"] = PeakMemory(),
            ["weights"] = (double)pool.MemoryUsed,
        }.ToJsonString());
        return 0;
    }

    private static (double Processor, double Clock) Time(Action action)
    {
        var (began, clock) = (ProcessorSeconds(), Stopwatch.StartNew());
        action();
        return (ProcessorSeconds() - began, clock.Elapsed.TotalSeconds);
    }

    // the library itself loads once per process, not once per model
    private static MatMulReference RuntimeReportOnce()
    {
        using var first = new MatMulReference(size: 64);
        first.Gflops();
        return first;
    }

    /// <summary>User and system time of this process.</summary>
    public static double ProcessorSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    public static Conditioning Text(ulong seed, bool isXl = false) => new(
    [
        new ConditioningEntry(Noise.Normal(seed, 1, 77, isXl ? 2048 : 768)) { Pooled = isXl ? Noise.Normal(seed, 1, 1280) : null },
    ]);

    /// <param name="process">Its number.</param>
    public static double PeakMemory(string process = "self")
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
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
