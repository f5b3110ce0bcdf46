namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// The noise levels that FLUX.2's makers sample with: evenly spread, shifted by e^mu, where mu is measured on 10 and on 200 steps for each
/// number of tokens, and lies on the line between for others.
/// </summary>
public static class Flux2Schedule
{
    private const double FewSlope = 8.73809524e-5;
    private const double FewStart = 1.89833333;
    private const double ManySlope = 0.00016927;
    private const double ManyStart = 0.45666666;

    /// <summary>Beyond, steps do not matter.</summary>
    private const int MostTokens = 4300;
    private const int Few = 10;
    private const int Many = 200;

    /// <summary>Falling noise levels from 1 to 0, one more than steps.</summary>
    /// <param name="tokens">Of the picture: its pixels by 256.</param>
    public static float[] Sigmas(int steps, int tokens)
    {
        var shift = Math.Exp(Mu(steps, tokens));
        return [.. Enumerable.Range(0, steps + 1).Select(i => 1 - ((double)i / steps))
            .Select(t => (float)(t <= 0 ? 0 : shift / (shift + (1 / t) - 1)))];
    }

    private static double Mu(int steps, int tokens)
    {
        var ofMany = (ManySlope * tokens) + ManyStart;
        if (tokens > MostTokens)
            return ofMany;
        var slope = (ofMany - ((FewSlope * tokens) + FewStart)) / (Many - Few);
        return (slope * steps) + ofMany - (Many * slope);
    }
}
