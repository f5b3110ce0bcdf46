using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>One outer step is under way.</summary>
/// <param name="Step">From 0.</param>
/// <param name="Total">How many steps there are.</param>
/// <param name="Denoised">The model's idea of the clean latent at this step, for a preview.</param>
public readonly record struct SamplerStep(int Step, int Total, Tensor Denoised);

/// <summary>What a sampler needs beside model, x and sigmas. It holds random state: one context per run.</summary>
/// <param name="seed">
/// The seed of the run. Noise added at each step is drawn with seed + 1, as ComfyUI does on the CPU; the Brownian tree takes the seed
/// itself.
/// </param>
/// <param name="parameterization">Tells how picture and noise are mixed.</param>
/// <param name="table">The noise levels the model was trained on.</param>
public sealed class SamplerContext(ulong seed, Parameterization parameterization, SigmaTable table)
{
    private readonly NoiseStream _stream = new(unchecked(seed + 1));

    public ulong Seed => seed;

    public Parameterization Parameterization => parameterization;

    public SigmaTable Table => table;

    /// <summary>Called once per outer step, on the sampling thread.</summary>
    public Action<SamplerStep>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>The next draw of standard normal noise.</summary>
    internal Tensor Noise(ReadOnlySpan<int> shape) => _stream.Next(shape);

    internal void Report(int step, int total, Tensor denoised)
    {
        Progress?.Invoke(new SamplerStep(step, total, denoised));
        Cancellation.ThrowIfCancellationRequested();
    }
}
