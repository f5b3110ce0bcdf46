using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// The least that work on pictures of a size takes: too little to plan with, enough to refuse what cannot fit. A run that is begun all the
/// same would end with the whole process where the system gives out memory that it does not have.
/// </summary>
internal static class WorkMemory
{
    /// <summary>x, noise, x0, a slope and the next x.</summary>
    private const int SamplerTensors = 5;

    private const int ColorChannels = 3;

    /// <summary>A run on a latent [B,C,h,w]. What happens on another device than the CPU is that device's business.</summary>
    /// <exception cref="EngineException">It cannot fit (OutOfMemory).</exception>
    public static void RequireForSampling(Tensor latent, Network denoiser, ModelPoolOptions options)
    {
        var (batch, height, width) = (latent.Size(0), latent.Size(2), latent.Size(3));
        var network = options.Session.Provider == ExecutionProvider.Cpu
            ? denoiser.WorkNumbers(batch, (double)height * width, options.PlainAttention)
            : 0;
        var bytes = sizeof(float) * (((double)SamplerTensors * latent.Length) + network);
        Require(bytes, $"Sampling {batch} latents of {width} x {height}", options);
    }

    /// <summary>Latents [B,C,h,w] to pictures: the pictures themselves, all at once.</summary>
    /// <exception cref="EngineException">They cannot fit (OutOfMemory).</exception>
    public static void RequireForDecoding(Tensor latent, int factor, ModelPoolOptions options)
    {
        var (batch, height, width) = (latent.Size(0), latent.Size(2) * factor, latent.Size(3) * factor);
        Require((double)sizeof(float) * batch * height * width * ColorChannels, $"Decoding {batch} pictures of {width} x {height}",
            options);
    }

    /// <summary>
    /// Pictures [B,H,W,C] made so many times as wide and high: all results at once, and the sum of tiles and their weights for one.
    /// </summary>
    /// <exception cref="EngineException">They cannot fit (OutOfMemory).</exception>
    public static void RequireForUpscaling(Tensor pixels, int scale, ModelPoolOptions options)
    {
        var (batch, height, width) = (pixels.Size(0), pixels.Size(1) * (long)scale, pixels.Size(2) * (long)scale);
        var planes = ((double)batch * pixels.Size(3)) + ColorChannels + 1;
        Require(sizeof(float) * planes * height * width, $"Upscaling {batch} pictures to {width} x {height}", options);
    }

    private static void Require(double bytes, string what, ModelPoolOptions options) =>
        HostMemory.Require(bytes < long.MaxValue ? (long)bytes : long.MaxValue, what, options.AvailableMemory);
}
