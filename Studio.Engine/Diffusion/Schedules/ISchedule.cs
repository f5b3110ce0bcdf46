namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Which noise levels a run visits. One object serves every run, several at once too. A class of it that can be made without arguments
/// stands in the lists of schedulers under its name.
/// </summary>
public interface ISchedule
{
    /// <summary>The name on the wire.</summary>
    string Name { get; }

    /// <summary>Falling noise levels, the last one 0. Most schedules give steps + 1 of them; some give a few more or less.</summary>
    /// <param name="table">The noise levels that the model was trained on.</param>
    /// <param name="steps">From 1 on.</param>
    float[] Sigmas(SigmaTable table, int steps);
}
