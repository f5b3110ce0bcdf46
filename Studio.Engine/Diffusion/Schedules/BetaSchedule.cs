namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Entries at quantiles of a beta distribution: more steps at both ends than between (Lee et al. 2024, arXiv:2407.12173). Steps that fall
/// on one entry become one.
/// </summary>
public sealed class BetaSchedule : ISchedule
{
    private const double DefaultShape = 0.6;

    public string Name => "beta";

    public float[] Sigmas(SigmaTable table, int steps) => Sigmas(table, steps, DefaultShape, DefaultShape);

    /// <summary>The same with the distribution's two shapes chosen freely, both above 0.</summary>
    /// <exception cref="EngineException">A shape is not above 0.</exception>
    public static float[] Sigmas(SigmaTable table, int steps, double alpha, double beta)
    {
        if (!(alpha > 0 && beta > 0))
            throw new EngineException(EngineError.BadPrompt, $"alpha ({alpha}) and beta ({beta}) must be above 0.");
        // An entry is hit by the quantiles whose nearest index it is, so their bounds lie half-way between two indices.
        var bounds = new double[table.Count - 1];
        for (var i = 0; i < bounds.Length; i++)
            bounds[i] = BetaDistribution.Cumulative((i + 0.5) / bounds.Length, alpha, beta);
        var sigmas = new List<float>();
        var previous = -1;
        for (var i = 0; i < steps; i++)
        {
            var index = IndexOf(1 - ((double)i / steps), bounds);
            if (index != previous)
                sigmas.Add(table[index]);
            previous = index;
        }
        sigmas.Add(0);
        return [.. sigmas];
    }

    /// <summary>
    /// How many bounds lie below the quantile; on a bound (the middle one is met whenever the shapes are alike and the steps even) the
    /// even index.
    /// </summary>
    private static int IndexOf(double quantile, double[] bounds)
    {
        const double tolerance = 1e-12;
        var index = Array.BinarySearch(bounds, quantile - tolerance);
        index = index < 0 ? ~index : index;
        return index % 2 != 0 && index < bounds.Length && bounds[index] < quantile + tolerance ? index + 1 : index;
    }
}
