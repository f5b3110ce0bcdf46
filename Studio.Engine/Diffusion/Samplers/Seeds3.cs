using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>SEEDS-3 (Gonzalez et al. 2023, arXiv:2305.14267): two intermediate stages, at thirds of the step in lambda.</summary>
internal sealed class Seeds3() : Seeds("seeds_3", eta: 1)
{
    private const double R1 = 1 / 3.0;
    private const double R2 = 2 / 3.0;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            double s1 = Between(sigma, next, R1), s2 = Between(sigma, next, R2);
            var noise = Collect(run, null, sigma, s1);
            var denoised2 = run.Denoise(Stage(x, sigma, s1, noise, (Phi1(sigma, s1), denoised)), s1);

            noise = Collect(run, noise, s1, s2);
            var a32 = R2 / R1 * Phi2(sigma, s2);
            var denoised3 = run.Denoise(Stage(x, sigma, s2, noise, (Phi1(sigma, s2) - a32, denoised), (a32, denoised2)), s2);

            noise = Collect(run, noise, s2, next);
            var b3 = Phi2(sigma, next) / R2;
            x = Stage(x, sigma, next, noise, (Phi1(sigma, next) - b3, denoised), (b3, denoised3));
        }
        return x;
    }
}
