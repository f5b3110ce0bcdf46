namespace Studio.Engine.Diffusion.Schedules;

/// <summary>Timesteps evenly spread over the table, both ends included.</summary>
public sealed class NormalSchedule : ISchedule
{
    private const float AlmostZero = 1e-5f;

    public string Name => "normal";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        var (start, end) = (table.Timestep(table.SigmaMax), table.Timestep(table.SigmaMin));
        // A table that ends at no noise already brings the zero that the others need added.
        if (table.Sigma(end) <= AlmostZero)
            return SigmaList.Of(steps + 1, i => table.Sigma(SigmaList.Between(start, end, i, steps + 1)));
        return SigmaList.FallingToZero(steps, i => table.Sigma(SigmaList.Between(start, end, i, steps)));
    }
}

/// <summary>Timesteps evenly spread over the table with its quiet end left out (Stability's generative-models).</summary>
public sealed class SgmUniformSchedule : ISchedule
{
    public string Name => "sgm_uniform";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        var (start, end) = (table.Timestep(table.SigmaMax), table.Timestep(table.SigmaMin));
        return SigmaList.FallingToZero(steps, i => table.Sigma(SigmaList.Between(start, end, i, steps + 1)));
    }
}
