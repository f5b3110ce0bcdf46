using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Gradient estimation (Permenter and Yuan 2024, arXiv:2306.04848, algorithm 2) with gamma = 2: Euler with a slope extrapolated from the one before,
/// γ·d + (1 - γ)·d_before. With CFG++ the slope is unconditional and the anchor is guided.
/// </summary>
internal abstract class GradientEstimationSteps(string name, int place, bool cfgPlusPlus) : Sampler(name, place)
{
    private const double Gamma = 2;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        Tensor? before = null;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var (denoised, anchor) = cfgPlusPlus ? run.DenoiseBoth(x, i) : Twice(run.Denoise(x, i));
            if (next == 0)
                return denoised;
            var d = ToD(x, sigma, anchor);
            x = Sum((1, denoised), (next, d));
            if (before is not null)
                x = Sum((1, x), ((Gamma - 1) * (next - sigma), Subtract(d, before)));
            before = d;
        }
        return x;
    }

    private static (Tensor, Tensor) Twice(Tensor denoised) => (denoised, denoised);
}

internal sealed class GradientEstimation() : GradientEstimationSteps("gradient_estimation", 35, cfgPlusPlus: false);

internal sealed class GradientEstimationCfgPlusPlus() : GradientEstimationSteps("gradient_estimation_cfg_pp", 36, cfgPlusPlus: true);
