using System.Collections.Frozen;

namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Ten steps optimised per model family, interpolated in log sigma for other numbers of steps (Sabour et al. 2024, arXiv:2404.14507, table
/// 4).
/// </summary>
public static class AlignYourStepsSchedule
{
    private static readonly FrozenDictionary<string, double[]> Families = new Dictionary<string, double[]>
    {
        ["SD1"] = [14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092,
            0.9642583904, 0.6523686016, 0.3977456272, 0.1515232662, 0.0291671582],
        ["SDXL"] = [14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141,
            0.5550693289, 0.3798540708, 0.2332364134, 0.1114188177, 0.0291671582],
        ["SVD"] = [700.00, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002],
    }.ToFrozenDictionary();

    /// <param name="family">SD1, SDXL or SVD.</param>
    /// <param name="denoise">Above 1 counts as 1; 0 gives no steps. The whole schedule keeps its length, and its last steps * denoise are
    /// used.</param>
    /// <exception cref="EngineException">There are no numbers for that family.</exception>
    public static float[] Sigmas(string family, int steps, double denoise)
    {
        if (!Families.TryGetValue(family, out var levels))
            throw new EngineException(
                EngineError.BadPrompt,
                $"There is no Align Your Steps schedule for '{family}'. Choose one of: {string.Join(", ", Families.Keys)}.");
        var used = denoise < 1 ? (int)Math.Round(steps * Math.Max(denoise, 0)) : steps;
        if (used == 0)
            return [];
        var sigmas = SigmaList.FallingToZero(steps, i => Level(levels, (double)i * (levels.Length - 1) / steps));
        return sigmas[^(used + 1)..];
    }

    private static float Level(double[] levels, double at)
    {
        var low = Math.Min((int)at, levels.Length - 2);
        var t = at - low;
        return (float)Math.Exp(((1 - t) * Math.Log(levels[low])) + (t * Math.Log(levels[low + 1])));
    }
}
