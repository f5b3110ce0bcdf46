using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>SDE-DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095) in its midpoint and its Heun form.</summary>
internal abstract class DpmPP2MSdeSteps(string name, bool heun) : SnrSampler(name)
{
    /// <summary>How much of the noise of a step is made anew: 0 none (the ODE), 1 all that the SDE has.</summary>
    public double Eta { get; init; } = 1;

    /// <summary>Multiplies the noise that is added; 1 keeps the level that the schedule says.</summary>
    public double NoiseScale { get; init; } = 1;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        Tensor? before = null;
        var hBefore = 0.0;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var h = Math.Log(sigma / next);
            var hEta = h * (Eta + 1);
            var phi1 = -Expm1(-hEta);
            var stepped = Sum((next / sigma * Math.Exp(-h * Eta), x), (phi1, denoised));
            if (Eta > 0 && NoiseScale > 0)
                stepped = Sum((1, stepped), (next * Math.Sqrt(-Expm1(-2 * h * Eta)) * NoiseScale, run.BrownianNoise(sigma, next)));
            if (before is not null)
            {
                var r = hBefore / h;
                var weight = (heun ? 1 - phi1 / hEta : phi1 / 2) / r;
                stepped = Sum((1, stepped), (weight, denoised), (-weight, before));
            }
            x = stepped;
            (before, hBefore) = (denoised, h);
        }
        return x;
    }
}

internal sealed class DpmPP2MSde() : DpmPP2MSdeSteps("dpmpp_2m_sde", heun: false);

internal sealed class DpmPP2MSdeGpu() : DpmPP2MSdeSteps("dpmpp_2m_sde_gpu", heun: false);

internal sealed class DpmPP2MSdeHeun() : DpmPP2MSdeSteps("dpmpp_2m_sde_heun", heun: true);

internal sealed class DpmPP2MSdeHeunGpu() : DpmPP2MSdeSteps("dpmpp_2m_sde_heun_gpu", heun: true);
