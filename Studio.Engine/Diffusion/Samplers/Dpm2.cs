using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>The midpoint method with the midpoint taken in log sigma, as in DPM-Solver-2 (Lu et al. 2022, arXiv:2206.00927).</summary>
internal abstract class Dpm2Steps(string name, double eta) : Sampler(name)
{
    public override bool DiscardsPenultimateSigma => true;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var (down, scale, up) = AncestralStep(sigma, next, eta, run.IsFlow);
            var mid = Between(sigma, down);
            var x2 = StepTo(x, denoised, sigma, mid);
            var d2 = ToD(x2, mid, run.Denoise(x2, mid));
            x = Sum((scale, x), (scale * (down - sigma), d2));
            if (eta > 0)
                x = Sum((1, x), (up, run.Noise()));
        }
        return x;
    }
}

internal sealed class Dpm2() : Dpm2Steps("dpm_2", eta: 0);

internal sealed class Dpm2Ancestral() : Dpm2Steps("dpm_2_ancestral", eta: 1);
