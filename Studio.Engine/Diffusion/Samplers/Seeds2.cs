using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>SEEDS-2 (Gonzalez et al. 2023, arXiv:2305.14267): one intermediate stage, half-way in lambda.</summary>
internal sealed class Seeds2() : Seeds("seeds_2", eta: 1)
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
            var noise = Collect(run, null, sigma, s);
            var denoised2 = run.Denoise(Stage(x, sigma, s, noise, (Phi1(sigma, s), denoised)), s);

            noise = Collect(run, noise, s, next);
            var phi1 = Phi1(sigma, next);
            var weight2 = phi1 / (2 * R);
            x = Stage(x, sigma, next, noise, (phi1 - weight2, denoised), (weight2, denoised2));
        }
        return x;
    }
}
