using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>The latent at the last noise level, and the model's last idea of the clean one.</summary>
public sealed record SampledLatents([Output("output")] Latent Output, [Output("denoised_output")] Latent DenoisedOutput)
{
    /// <summary>Samples with everything given apart.</summary>
    internal static SampledLatents Make(
        Guider guider, SamplerChoice sampler, NoiseLevels sigmas, bool addNoise, ulong seed, Latent latent, LivePreview preview,
        NodeContext context)
    {
        var result = LatentSampling.RunToBoth(new SamplingRequest(guider.Model, guider.Positive, guider.Negative, guider.Guidance, latent)
        {
            Sampler = sampler.Sampler,
            Sigmas = sigmas.Values,
            Seed = seed,
            AddNoise = addNoise,
            Progress = preview.Follow(context, guider.Model),
            CancellationToken = context.CancellationToken,
        });
        return new SampledLatents(result.Latent, result.Denoised);
    }
}

/// <summary>A list of noise levels cut in two; the level at the cut is in both.</summary>
public sealed record SplitLevels([Output("high_sigmas")] NoiseLevels High, [Output("low_sigmas")] NoiseLevels Low);
