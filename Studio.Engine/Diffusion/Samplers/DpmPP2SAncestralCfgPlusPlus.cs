using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++(2S) ancestral with CFG++ (Chung et al. 2024, arXiv:2406.08070): x is moved by the guidance before each half step. The
/// second time it is the unconditional x0 of the middle with the guided one of the start: ComfyUI's pictures depend on it.
/// </summary>
internal sealed class DpmPP2SAncestralCfgPlusPlus() : Sampler("dpmpp_2s_ancestral_cfg_pp")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var (denoised, unconditional) = run.DenoiseBoth(x, i);
            if (next == 0)
                return denoised;
            var (down, _, up) = AncestralStep(sigma, next);
            var s = Between(sigma, down);
            var guided = Sum((1, x), (1, denoised), (-1, unconditional));
            var (denoised2, unconditional2) = run.DenoiseBoth(StepTo(guided, denoised, sigma, s), s);
            guided = Sum((1, x), (1, denoised), (-1, unconditional2));
            x = Sum((1, StepTo(guided, denoised2, sigma, down)), (up, run.Noise()));
        }
        return x;
    }
}
