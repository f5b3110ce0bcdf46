using Studio.Engine.Diffusion.Schedules;

namespace Studio.Engine.Diffusion;

/// <summary>What KSampler and KSamplerAdvanced ask for, and the noise levels that follow from it.</summary>
/// <param name="Schedule">Where the noise levels come from.</param>
/// <param name="Steps">From 1 on.</param>
public sealed record SamplingPlan(ISchedule Schedule, int Steps)
{
    private const int MaxSteps = 1_000_000;

    /// <summary>The sampler where it has a say in the noise levels; null where it is not known yet.</summary>
    public ISampler? Sampler { get; init; }

    /// <summary>
    /// From which part of the noise on, 0..1: the last <see cref="Steps"/> steps of a longer schedule are taken. 0 samples nothing.
    /// </summary>
    public double Denoise { get; init; } = 1;

    /// <summary>Steps before this one are left out; from the last one on nothing is sampled.</summary>
    public int StartAtStep { get; init; }

    /// <summary>Steps from this one on are left out.</summary>
    public int EndAtStep { get; init; } = int.MaxValue;

    /// <summary>Whether a run that ends early keeps its noise; otherwise its last step goes to 0.</summary>
    public bool LeaveNoise { get; init; }

    /// <summary>The noise levels of the run, falling; empty when nothing is to be sampled and the latent stays as it is.</summary>
    /// <exception cref="EngineException">There are too few steps, or too many for so little denoising.</exception>
    public float[] Sigmas(SigmaTable table)
    {
        if (Steps < 1)
            throw new EngineException(EngineError.BadPrompt, $"Sampling takes at least one step, not {Steps}.");
        var sigmas = Denoised(table);
        if (EndAtStep < sigmas.Length - 1)
        {
            sigmas = sigmas[..(EndAtStep + 1)];
            if (!LeaveNoise)
                sigmas[^1] = 0;
        }
        return StartAtStep < sigmas.Length - 1 ? sigmas[StartAtStep..] : [];
    }

    private float[] Denoised(SigmaTable table)
    {
        if (Denoise > 0.9999)
            return Whole(table, Steps);
        if (!(Denoise > 0))
            return [];
        if (Steps / Denoise > MaxSteps)
        {
            throw new EngineException(
                EngineError.BadPrompt,
                $"{Steps} steps at a denoise of {Denoise} are the end of a schedule of more than {MaxSteps} steps: use a higher denoise or 0.");
        }
        var sigmas = Whole(table, (int)(Steps / Denoise));
        return sigmas[^Math.Min(Steps + 1, sigmas.Length)..];
    }

    private float[] Whole(SigmaTable table, int steps)
    {
        if (Sampler is not { DiscardsPenultimateSigma: true })
            return Schedule.Sigmas(table, steps);
        var sigmas = Schedule.Sigmas(table, steps + 1);
        return sigmas.Length < 2 ? sigmas : [.. sigmas[..^2], sigmas[^1]];
    }
}
