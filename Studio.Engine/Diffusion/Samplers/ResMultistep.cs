using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// RES, the refined exponential solver in its second-order multistep form (Zhang et al. 2023, arXiv:2308.02157), with ancestral noise when
/// eta is 1, and with CFG++ (arXiv:2406.08070) when asked: then the history is unconditional and x is moved by the guidance.
/// </summary>
internal abstract class ResMultistepSteps(string name, double eta, bool cfgPlusPlus) : Sampler(name)
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        Tensor? before = null;
        var downBefore = 0.0;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var (denoised, direction) = run.Denoise(x, i, cfgPlusPlus);
            if (next == 0)
                return denoised;
            var (down, _, up) = AncestralStep(sigma, next, eta);
            if (before is null)
            {
                x = Sum((1, denoised), (down, ToD(x, sigma, direction)));
            }
            else
            {
                var h = Math.Log(sigma / down);
                var c2 = Math.Log(downBefore / run.Sigmas[i - 1]) / h;
                var phi1 = -Expm1(-h) / h;
                var phi2 = (1 - phi1) / h;
                var guided = cfgPlusPlus ? Sum((1, x), (1, denoised), (-1, direction)) : x;
                x = Sum((Math.Exp(-h), guided), (h * (phi1 - phi2 / c2), direction), (h * phi2 / c2, before));
            }
            if (eta > 0)
                x = Sum((1, x), (up, run.Noise()));
            (before, downBefore) = (direction, down);
        }
        return x;
    }
}

internal sealed class ResMultistep() : ResMultistepSteps("res_multistep", eta: 0, cfgPlusPlus: false);

internal sealed class ResMultistepCfgPlusPlus() : ResMultistepSteps("res_multistep_cfg_pp", eta: 0, cfgPlusPlus: true);

internal sealed class ResMultistepAncestral() : ResMultistepSteps("res_multistep_ancestral", eta: 1, cfgPlusPlus: false);

internal sealed class ResMultistepAncestralCfgPlusPlus() : ResMultistepSteps("res_multistep_ancestral_cfg_pp", eta: 1, cfgPlusPlus: true);
