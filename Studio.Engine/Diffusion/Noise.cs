using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>The noise a run starts from: the same numbers for the same seed, everywhere.</summary>
public static class Noise
{
    /// <summary>One draw of standard normal numbers.</summary>
    public static Tensor Normal(ulong seed, params ReadOnlySpan<int> shape) => new NoiseStream(seed).Next(shape);

    /// <summary>Noise for a latent batch.</summary>
    /// <param name="shape">[B,C,H,W].</param>
    /// <param name="batchIndex">
    /// For each entry, the number (from 0) of the draw of [1,C,H,W] that it takes, so that one entry of a batch can be made again.
    /// Null: one draw for the whole batch.
    /// </param>
    /// <exception cref="EngineException">The list does not have one index of 0 or more for each entry of the batch.</exception>
    public static Tensor ForLatent(ulong seed, ReadOnlySpan<int> shape, IReadOnlyList<int>? batchIndex)
    {
        if (batchIndex is null)
            return Normal(seed, shape);
        if (batchIndex.Count != shape[0] || batchIndex.Any(index => index < 0))
        {
            var given = string.Join(", ", batchIndex);
            throw new EngineException(
                EngineError.BadPrompt,
                $"The latent has {shape[0]} entries but its batch index is [{given}]: give one index from 0 on for each entry.");
        }
        var noise = new Tensor(shape);
        var length = noise.Length / shape[0];
        var draw = new float[length];
        var stream = new NoiseStream(seed);
        for (var number = 0; number <= batchIndex.Max(); number++)
        {
            stream.Fill(draw);
            for (var entry = 0; entry < batchIndex.Count; entry++)
            {
                if (batchIndex[entry] == number)
                    draw.CopyTo(noise.Span[(entry * length)..]);
            }
        }
        return noise;
    }
}
