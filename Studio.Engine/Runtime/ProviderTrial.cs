using System.Diagnostics;
using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>
/// Whether a provider computes what the CPU computes, on tiny graphs. That it is compiled in, or even starts, says little: a software
/// Vulkan driver may lack half precision, and fused attention has been wrong on some subgroup sizes.
/// </summary>
internal static class ProviderTrial
{
    private const float Float32Tolerance = 1e-3f;
    private const float HalfTolerance = 2e-2f;
    private const float BFloat16Tolerance = 1e-1f;

    public static ProviderStatus Run(ProviderEntry entry)
    {
        if (entry.Provider is ExecutionProvider.Cpu)
            return new ProviderStatus(entry.Provider, entry.Name, Usable: true, Half: true, FusedAttention: true);
        var reason = ExecutionProviders.Obstacle(entry) ?? Failure(entry, TrialGraphs.Basic(half: false), Float32Tolerance);
        if (reason is not null)
            return new ProviderStatus(entry.Provider, entry.Name, Usable: false, reason);
        return new ProviderStatus(entry.Provider, entry.Name, Usable: true,
            Half: Failure(entry, TrialGraphs.Basic(half: true), HalfTolerance) is null,
            FusedAttention: Failure(entry, TrialGraphs.Attention(), Float32Tolerance) is null,
            BFloat16: entry.Computes.Contains(ElementType.BFloat16) && Failure(entry, TrialGraphs.Product(ElementType.BFloat16),
                BFloat16Tolerance, onTheCpu: TrialGraphs.Product(ElementType.Float32)) is null);
    }

    /// <summary>How many times the CPU's speed it has on a UNet's convolution, after a first run that compiles kernels.</summary>
    public static double SpeedAgainstCpu(ProviderEntry entry)
    {
        var trial = TrialGraphs.LargeConvolution();
        return Time(trial, ExecutionProvider.Cpu) / Time(trial, entry.Provider);
    }

    private static double Time(TrialGraph trial, ExecutionProvider provider)
    {
        using var session = trial.CreateSession(provider, forbidCpuFallback: false);
        trial.Run(session);
        var clock = Stopwatch.StartNew();
        trial.Run(session);
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Null if the provider agrees with the CPU, relative to the largest value.</summary>
    /// <param name="onTheCpu">What the CPU runs, if not the same.</param>
    private static string? Failure(ProviderEntry entry, TrialGraph trial, float tolerance, TrialGraph? onTheCpu = null)
    {
        try
        {
            using var cpu = (onTheCpu ?? trial).CreateSession(ExecutionProvider.Cpu, forbidCpuFallback: false);
            using var device = trial.CreateSession(entry.Provider, forbidCpuFallback: !entry.SharesWithCpu);
            var difference = Difference(trial.Run(cpu), trial.Run(device));
            return difference <= tolerance
                ? null
                : $"its numbers differ from the CPU's by {difference:g2} ({trial.Name}). Update the driver.";
        }
        catch (EngineException failure)
        {
            return failure.Message;
        }
    }

    // a NaN anywhere is a difference, so it must not get lost in a maximum
    private static float Difference(Tensor expected, Tensor actual)
    {
        if (!expected.HasShapeOf(actual))
            return float.PositiveInfinity;
        float largest = 0, difference = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(expected.Span[i]));
            difference = MathF.Max(difference, MathF.Abs(expected.Span[i] - actual.Span[i]));
        }
        return float.IsNaN(difference) ? float.PositiveInfinity : difference / MathF.Max(largest, 1e-6f);
    }
}
