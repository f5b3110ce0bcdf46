namespace Studio.Engine.Diffusion.Schedules;

/// <summary>How lists of noise levels are made.</summary>
internal static class SigmaList
{
    public static float[] Of(int count, Func<int, float> sigma)
    {
        var sigmas = new float[count];
        for (var i = 0; i < count; i++)
            sigmas[i] = sigma(i);
        return sigmas;
    }

    /// <summary>A noise level per step, and 0.</summary>
    public static float[] FallingToZero(int steps, Func<int, float> sigma) => [.. Of(steps, sigma), 0];

    /// <summary>Point i of count points evenly spread over both ends; the only point is the first end.</summary>
    public static float Between(double first, double last, int i, int count) =>
        (float)(count == 1 ? first : first + ((last - first) * i / (count - 1)));

    public static void RequireRange(float sigmaMin, float sigmaMax)
    {
        if (!(sigmaMin > 0 && sigmaMax > 0))
            throw new EngineException(EngineError.BadPrompt, $"sigma_min ({sigmaMin}) and sigma_max ({sigmaMax}) must be above 0.");
    }
}
