using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++(2S) (Lu et al. 2022, arXiv:2211.01095, algorithm 1, r = 1/2) with both of its steps ancestral, their noise from one
/// Brownian path: k-diffusion by Katherine Crowson.
/// </summary>
internal abstract class DpmPPSdeSteps(string name, int place) : SnrSampler(name, place)
{
    private const double R = 1 / 2.0;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var s = Between(sigma, next, R);
            var (down, _, up) = AncestralStep(sigma, s);
            var x2 = Sum((1, StepTo(x, denoised, sigma, down)), (up, run.BrownianNoise(sigma, s)));
            var denoised2 = run.Denoise(x2, s);

            (down, _, up) = AncestralStep(sigma, next);
            var mixed = Sum((1 - 1 / (2 * R), denoised), (1 / (2 * R), denoised2));
            x = Sum((1, StepTo(x, mixed, sigma, down)), (up, run.BrownianNoise(sigma, next)));
        }
        return x;
    }
}

internal sealed class DpmPPSde() : DpmPPSdeSteps("dpmpp_sde", 16);

internal sealed class DpmPPSdeGpu() : DpmPPSdeSteps("dpmpp_sde_gpu", 17);
