using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>Classifier-free guidance on x0 predictions (Ho and Salimans 2022, arXiv:2207.12598).</summary>
public static class Guidance
{
    /// <summary>Whether a scale needs no unconditional prediction at all: it is 1.</summary>
    public static bool IsConditionalOnly(double scale) => Math.Abs(scale - 1) < 1e-9;

    /// <summary>uncond + (cond - uncond) scale.</summary>
    public static Tensor Combine(Tensor cond, Tensor uncond, double scale)
    {
        var guided = new Tensor(cond.Shape);
        TensorPrimitives.Subtract(cond.Span, uncond.Span, guided.Span);
        TensorPrimitives.MultiplyAdd(guided.Span, (float)scale, uncond.Span, guided.Span);
        return guided;
    }

    /// <summary>
    /// Guidance whose result is brought back to the spread of the conditional prediction, both seen as velocities (Lin et al. 2023,
    /// arXiv:2305.08891, eq. 15 and 16): strong guidance then does not burn out the picture.
    /// </summary>
    /// <param name="x">The noisy latent [B,C,H,W] at <paramref name="sigma"/>.</param>
    /// <param name="multiplier">0 is ordinary guidance, 1 the full correction.</param>
    public static Tensor Rescaled(Tensor x, Tensor cond, Tensor uncond, float sigma, double scale, double multiplier)
    {
        var clean = x.Times(1 / ((sigma * sigma) + 1));
        var toVelocity = MathF.Sqrt((sigma * sigma) + 1) / sigma;
        var condVelocity = Velocity(clean, cond, toVelocity);
        var guided = Combine(condVelocity, Velocity(clean, uncond, toVelocity), scale);
        for (var b = 0; b < x.Size(0); b++)
        {
            var entry = guided.Slice(b).Span;
            var ratio = Deviation(condVelocity.Slice(b).Span) / Deviation(entry);
            TensorPrimitives.Multiply(entry, (float)((multiplier * ratio) + 1 - multiplier), entry);
        }
        var result = guided.Times(-1 / toVelocity);
        return result.AddInPlace(clean);
    }

    /// <summary>guided + (cond - worse) scale: perturbed attention guidance (Ahn et al. 2024, arXiv:2403.17377, eq. 16).</summary>
    public static Tensor Away(Tensor guided, Tensor cond, Tensor worse, double scale)
    {
        var result = new Tensor(guided.Shape);
        TensorPrimitives.Subtract(cond.Span, worse.Span, result.Span);
        TensorPrimitives.MultiplyAdd(result.Span, (float)scale, guided.Span, result.Span);
        return result;
    }

    private static Tensor Velocity(Tensor clean, Tensor denoised, float factor)
    {
        var velocity = new Tensor(clean.Shape);
        TensorPrimitives.Subtract(clean.Span, denoised.Span, velocity.Span);
        TensorPrimitives.Multiply(velocity.Span, factor, velocity.Span);
        return velocity;
    }

    private static double Deviation(ReadOnlySpan<float> numbers)
    {
        double sum = 0, squares = 0;
        foreach (var number in numbers)
        {
            sum += number;
            squares += (double)number * number;
        }
        return Math.Sqrt(Math.Max(0, squares - (sum * sum / numbers.Length)) / Math.Max(1, numbers.Length - 1));
    }
}
