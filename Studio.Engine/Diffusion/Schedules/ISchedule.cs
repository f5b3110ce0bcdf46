namespace Studio.Engine.Diffusion.Schedules;

/// <summary>Which noise levels a run visits.</summary>
public interface ISchedule
{
    /// <summary>The name on the wire.</summary>
    string Name { get; }

    /// <summary>Falling noise levels, the last one 0. Most schedules give steps + 1 of them; some give a few more or less.</summary>
    /// <param name="steps">From 1 on.</param>
    float[] Sigmas(SigmaTable table, int steps);
}
