namespace Studio.Engine.Diffusion.Schedules;

/// <summary>sigma_i = tan(lerp(atan max, atan min)) (Sabour et al. 2024, arXiv:2404.14507, eq. 19).</summary>
public sealed class KlOptimalSchedule : ISchedule
{
    public string Name => "kl_optimal";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        // In single precision on purpose: near a right angle the rounding shows, and the reference has it.
        var (first, last) = (MathF.Atan(table.SigmaMax), MathF.Atan(table.SigmaMin));
        return SigmaList.FallingToZero(steps, i =>
        {
            var t = SigmaList.Between(0, 1, i, steps);
            return MathF.Tan((t * last) + ((1 - t) * first));
        });
    }
}
