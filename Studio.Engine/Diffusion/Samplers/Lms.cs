using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Linear multistep of order 4 in sigma: Adams-Bashforth on unequal steps (Katherine Crowson's k-diffusion).</summary>
internal sealed class Lms() : Sampler("lms")
{
    private const int Order = 4;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var ds = new List<Tensor>(Order + 1);
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            Remember(ds, ToD(x, sigma, denoised), Order);
            var weights = Lagrange.Integrate(Newest(run.Sigmas, i, ds.Count), sigma, next, weight: _ => 1);
            x = Sum(1, x, weights, ds);
        }
        return x;
    }
}
