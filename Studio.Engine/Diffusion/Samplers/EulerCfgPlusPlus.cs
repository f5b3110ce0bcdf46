using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// CFG++ (Chung et al. 2024, arXiv:2406.08070): guided x0, but renoised along the unconditional direction. The ancestral step is taken
/// in sigma/alpha, where alpha = 1 - sigma in flow models; it may start from pure noise, alpha = 0.
/// </summary>
internal abstract class EulerCfgPlusPlusSteps(string name, double eta) : Sampler(name)
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var (denoised, unconditional) = run.DenoiseBoth(x, i);
            if (next == 0)
                return denoised;
            var (alpha, alphaNext) = run.IsFlow ? (1 - sigma, 1 - next) : (1, 1);
            var d = Sum((1 / sigma, x), (-alpha / sigma, unconditional));
            var (down, _, up) = AncestralStep(sigma / alpha, next / alphaNext, eta);
            x = Sum((alphaNext, denoised), (alphaNext * down, d));
            if (eta > 0)
                x = Sum((1, x), (alphaNext * up, run.Noise()));
        }
        return x;
    }
}

internal sealed class EulerCfgPlusPlus() : EulerCfgPlusPlusSteps("euler_cfg_pp", eta: 0);

internal sealed class EulerAncestralCfgPlusPlus() : EulerCfgPlusPlusSteps("euler_ancestral_cfg_pp", eta: 1);
