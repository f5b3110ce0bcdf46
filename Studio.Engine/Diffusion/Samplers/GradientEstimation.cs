using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Gradient estimation (Permenter and Yuan 2024, arXiv:2306.04848) with gamma = 2: Euler with a slope extrapolated from the one before,
/// γ·d + (1 - γ)·d_before. With CFG++ the slope is unconditional, and it starts from the guided x0.
/// </summary>
internal abstract class GradientEstimationSteps(string name, bool cfgPlusPlus) : Sampler(name)
{
    private const double Gamma = 2;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        Tensor? before = null;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var (denoised, direction) = run.Denoise(x, i, cfgPlusPlus);
            if (next == 0)
                return denoised;
            var d = ToD(x, sigma, direction);
            x = Sum((1, denoised), (next, d));
            if (before is not null)
                x = Sum((1, x), ((Gamma - 1) * (next - sigma), Subtract(d, before)));
            before = d;
        }
        return x;
    }
}

internal sealed class GradientEstimation() : GradientEstimationSteps("gradient_estimation", cfgPlusPlus: false);

internal sealed class GradientEstimationCfgPlusPlus() : GradientEstimationSteps("gradient_estimation_cfg_pp", cfgPlusPlus: true);
