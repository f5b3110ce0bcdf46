using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Heun's method as an exponential integrator on x0 (Hochbruck and Ostermann 2005, the second-order scheme with c2 = 1): SEEDS-2 with
/// its stage at the end of the step and phi_2 weights; as ODE and as SDE. The last stretch of the path has no length but takes its draw.
/// </summary>
internal abstract class ExpHeunSteps(string name, double eta) : Seeds(name, eta)
{
    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var noise = Collect(run, null, sigma, next);
            var phi1 = Phi1(sigma, next);
            var denoised2 = run.Denoise(Stage(x, sigma, next, noise, (phi1, denoised)), next);
            noise = Collect(run, noise, next, next);
            var phi2 = Phi2(sigma, next);
            x = Stage(x, sigma, next, noise, (phi1 - phi2, denoised), (phi2, denoised2));
        }
        return x;
    }
}

internal sealed class ExpHeun() : ExpHeunSteps("exp_heun_2_x0", eta: 0);

internal sealed class ExpHeunSde() : ExpHeunSteps("exp_heun_2_x0_sde", eta: 1);
