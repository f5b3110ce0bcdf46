namespace Studio.Engine.Diffusion.Schedules;

/// <summary>Every (N / steps)-th entry of the table, counted from its noisy end.</summary>
public sealed class SimpleSchedule : ISchedule
{
    public string Name => "simple";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        var stride = (double)table.Count / steps;
        return SigmaList.FallingToZero(steps, i => table[table.Count - 1 - (int)(i * stride)]);
    }
}
