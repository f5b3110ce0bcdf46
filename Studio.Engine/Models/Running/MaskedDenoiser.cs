using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// Keeps what a mask keeps while the rest is repainted: the model always sees the original, noised to the present level, outside the mask,
/// and its x0 is the original there (Lugmayr et al. 2022, arXiv:2201.09865, eq. 8, without resampling).
/// </summary>
/// <param name="original">The latent [B,C,H,W] before any noise.</param>
/// <param name="noise">[B,C,H,W]: what the original is noised with, the same at every level.</param>
/// <param name="maskAt">[B,H,W] in 0..1 at a noise level: 1 is repainted.</param>
internal sealed class MaskedDenoiser(
    IDenoiser model, Tensor original, Tensor noise, Func<float, Tensor> maskAt, Parameterization parameterization) : IDenoiser
{
    public Tensor Denoise(Tensor x, float sigma)
    {
        var mask = maskAt(sigma);
        return Repainted(model.Denoise(WithOriginal(x, mask, sigma), sigma), original, mask);
    }

    /// <summary>The unconditional x0 is the model's own: samplers use it for a direction only.</summary>
    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma)
    {
        var mask = maskAt(sigma);
        var (denoised, unconditional) = model.DenoiseBoth(WithOriginal(x, mask, sigma), sigma);
        return (Repainted(denoised, original, mask), unconditional);
    }

    private Tensor WithOriginal(Tensor x, Tensor mask, float sigma) =>
        Repainted(x, parameterization.Start(noise, original, sigma, maxDenoise: false), mask);

    /// <summary>painted mask + kept (1 - mask), with the mask the same for every channel; exact where the mask is 0 or 1.</summary>
    private static Tensor Repainted(Tensor painted, Tensor kept, Tensor mask)
    {
        var result = new Tensor(painted.Shape);
        var plane = painted.Size(2) * painted.Size(3);
        Span<float> inverse = new float[plane];
        for (var i = 0; i < painted.Size(0) * painted.Size(1); i++)
        {
            var weights = mask.Slice(i / painted.Size(1)).Span;
            var target = result.Span.Slice(i * plane, plane);
            TensorPrimitives.Subtract(1, weights, inverse);
            TensorPrimitives.Multiply(kept.Span.Slice(i * plane, plane), inverse, inverse);
            TensorPrimitives.MultiplyAdd(painted.Span.Slice(i * plane, plane), weights, inverse, target);
        }
        return result;
    }
}
