namespace Studio.Engine.Diffusion.Schedules;

/// <summary>The ten timesteps that SD Turbo was distilled for: 999, 899 ... 99 (Sauer et al. 2023, arXiv:2311.17042).</summary>
public static class SdTurboSchedule
{
    private const int Timesteps = 10;

    /// <param name="steps">1 to 10; fewer come when denoise leaves fewer.</param>
    /// <param name="denoise">0 to 1: which part of the ten timesteps is used, from the quiet end.</param>
    public static float[] Sigmas(SigmaTable table, int steps, double denoise)
    {
        var skipped = Timesteps - (int)(Timesteps * denoise);
        var count = Math.Min(steps, Timesteps - skipped);
        return SigmaList.FallingToZero(count, i => table.Sigma(((Timesteps - skipped - i) * 100) - 1));
    }
}
