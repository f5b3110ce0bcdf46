using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>What the latent nodes share. Users speak of pixels; a latent pixel stands for eight of them along a side.</summary>
internal static class Latents
{
    public const int Factor = 8;

    /// <summary>The least that upscaling goes down to, in pixels.</summary>
    public const int SmallestSide = 64;

    /// <summary>Zeros for pictures of a size in pixels.</summary>
    /// <exception cref="EngineException">More numbers than an array can hold (OutOfMemory).</exception>
    public static Latent Empty(int batch, int channels, int height, int width)
    {
        if ((long)batch * channels * (height / Factor) * (width / Factor) > Array.MaxLength)
            throw new EngineException(EngineError.OutOfMemory, $"{batch} latents of {width} x {height} pixels are too many for one batch.");
        return new Latent(new Tensor(batch, channels, height / Factor, width / Factor));
    }
}
