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
}
