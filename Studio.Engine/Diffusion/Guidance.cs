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

    /// <summary>guided min(1, |cond| / |guided|) strength, lengths over the channels at each place.</summary>
    public static Tensor Bounded(Tensor guided, Tensor cond, double strength) => WithLengths(guided, cond,
        static (own, wanted) => Math.Min(1, wanted / (own + 1e-8)), strength);

    /// <summary>
    /// Guidance between x and each x0, brought to the length of x - cond over the channels at each place, and back to x0: at one noise
    /// level what a network predicts is some number times x - x0.
    /// </summary>
    /// <param name="strength">0 is ordinary guidance, 1 the full correction.</param>
    public static Tensor Normed(Tensor x, Tensor cond, Tensor uncond, double scale, double strength)
    {
        var (positive, guided) = (new Tensor(x.Shape), new Tensor(x.Shape));
        TensorPrimitives.Subtract(x.Span, cond.Span, positive.Span);
        TensorPrimitives.Subtract(x.Span, Combine(cond, uncond, scale).Span, guided.Span);
        var normed = WithLengths(guided, positive,
            (own, wanted) => own > 0 ? (strength * wanted / Math.Max(own, 1e-12)) + 1 - strength : 1, strength: 1);
        TensorPrimitives.Subtract(x.Span, normed.Span, normed.Span);
        return normed;
    }

    /// <summary>Each place times what its length and another's make of it, and a strength.</summary>
    private static Tensor WithLengths(Tensor tensor, Tensor other, Func<double, double, double> factor, double strength)
    {
        var result = new Tensor(tensor.Shape);
        var (channels, plane) = (tensor.Size(1), tensor.Size(2) * tensor.Size(3));
        for (var b = 0; b < tensor.Size(0); b++)
        {
            var own = tensor.Slice(b).Span;
            var others = other.Slice(b).Span;
            var target = result.Slice(b).Span;
            for (var i = 0; i < plane; i++)
            {
                double length = 0, wanted = 0;
                for (var c = 0; c < channels; c++)
                {
                    length += (double)own[(c * plane) + i] * own[(c * plane) + i];
                    wanted += (double)others[(c * plane) + i] * others[(c * plane) + i];
                }
                var scale = (float)(factor(Math.Sqrt(length), Math.Sqrt(wanted)) * strength);
                for (var c = 0; c < channels; c++)
                    target[(c * plane) + i] = own[(c * plane) + i] * scale;
            }
        }
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
