using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>SDE-DPM-Solver++ on three values (3M): k-diffusion by Katherine Crowson, after Lu et al. 2022 (arXiv:2211.01095).</summary>
internal abstract class DpmPP3MSdeSteps(string name) : SnrSampler(name)
{
    /// <summary>How much of the noise of a step is made anew: 0 none (the ODE), 1 all that the SDE has.</summary>
    public double Eta { get; init; } = 1;

    /// <summary>Multiplies the noise that is added; 1 keeps the level that the schedule says.</summary>
    public double NoiseScale { get; init; } = 1;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        Tensor? denoised1 = null, denoised2 = null;
        double h1 = 0, h2 = 0;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var h = Math.Log(sigma / next);
            var hEta = h * (Eta + 1);
            var phi1 = -Expm1(-hEta);
            var phi2 = 1 - phi1 / hEta;
            var phi3 = phi2 / hEta - 0.5;
            x = Sum((next / sigma * Math.Exp(-h * Eta), x), (phi1, denoised));
            if (Eta > 0 && NoiseScale > 0)
                x = Sum((1, x), (next * Math.Sqrt(-Expm1(-2 * h * Eta)) * NoiseScale, run.BrownianNoise(sigma, next)));
            if (denoised1 is not null)
            {
                var (d1, d2) = Differences(denoised, denoised1, denoised2, h1 / h, h2 / h);
                x = d2 is null ? Sum((1, x), (phi2, d1)) : Sum((1, x), (phi2, d1), (-phi3, d2));
            }
            (denoised1, denoised2, h1, h2) = (denoised, denoised1, h, h1);
        }
        return x;
    }

    /// <summary>First and second divided differences of x0 in units of the step; the second needs two past values.</summary>
    private static (Tensor D1, Tensor? D2) Differences(Tensor denoised, Tensor denoised1, Tensor? denoised2, double r0, double r1)
    {
        var d10 = Sum((1 / r0, denoised), (-1 / r0, denoised1));
        if (denoised2 is null)
            return (d10, null);
        var d11 = Sum((1 / r1, denoised1), (-1 / r1, denoised2));
        var d2 = Sum((1 / (r0 + r1), d10), (-1 / (r0 + r1), d11));
        return (Sum((1, d10), (r0, d2)), d2);
    }
}

internal sealed class DpmPP3MSde() : DpmPP3MSdeSteps("dpmpp_3m_sde");

internal sealed class DpmPP3MSdeGpu() : DpmPP3MSdeSteps("dpmpp_3m_sde_gpu");
