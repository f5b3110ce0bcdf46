using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>One outer step is under way.</summary>
/// <param name="Step">From 0.</param>
/// <param name="Total">How many outer steps there are.</param>
/// <param name="Denoised">The model's idea of the clean latent at this step, for a preview.</param>
public readonly record struct SamplerStep(int Step, int Total, Tensor Denoised);

/// <summary>What a sampler needs beside model, x and sigmas. It holds random state: one context per run.</summary>
public sealed class SamplerContext
{
    /// <summary>Called once per outer step, on the sampling thread.</summary>
    public Action<SamplerStep>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    internal void Report(int step, int total, Tensor denoised)
    {
        Progress?.Invoke(new SamplerStep(step, total, denoised));
        Cancellation.ThrowIfCancellationRequested();
    }
}
