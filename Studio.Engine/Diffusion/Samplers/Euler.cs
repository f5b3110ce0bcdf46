using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Euler steps along the probability flow ODE: Karras et al. 2022 (arXiv:2206.00364), algorithm 2 without the second-order correction.</summary>
internal abstract class EulerFamily(string name, int place) : Sampler(name, place)
{
    protected override Tensor Run(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context)
    {
        for (var i = 0; i < sigmas.Length - 1; i++)
        {
            var denoised = Denoise(model, x, sigmas, i, context);
            var d = ToD(x, sigmas[i], denoised);
            x = Sum((1, x), (sigmas[i + 1] - sigmas[i], d));
        }
        return x;
    }
}

internal sealed class Euler() : EulerFamily("euler", 1);

/// <summary>Deterministic DDIM (Song et al. 2021, arXiv:2010.02502, eq. 12 with sigma = 0) is Euler in these variables (its appendix: eq. 14).</summary>
internal sealed class Ddim() : EulerFamily("ddim", 42);
