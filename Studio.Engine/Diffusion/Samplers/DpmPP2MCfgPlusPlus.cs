using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++(2M) with CFG++ (Chung et al. 2024, arXiv:2406.08070, appendix): guided x0, renoised along the unconditional direction;
/// the extrapolation reaches from the unconditional x0 of the step before.
/// </summary>
internal sealed class DpmPP2MCfgPlusPlus() : Sampler("dpmpp_2m_cfg_pp")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        Tensor? before = null;
        var hBefore = 0.0;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var (denoised, unconditional) = run.DenoiseBoth(x, i);
            if (next == 0)
                return denoised;
            var h = Math.Log(sigma / next);
            var stepped = Sum((1, denoised), (next / sigma, x), (-next / sigma, unconditional));
            if (before is not null)
            {
                var weight = (1 - next / sigma) * h / (2 * hBefore);
                stepped = Sum((1, stepped), (weight, denoised), (-weight, before));
            }
            x = stepped;
            (before, hBefore) = (unconditional, h);
        }
        return x;
    }
}
