using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>Sampling with everything given apart, shown as it goes.</summary>
public sealed class PreviewedSampling(LatentSampling sampling, LivePreview preview)
{
    /// <param name="addNoise">False when the latent brings its noise along.</param>
    /// <param name="seed">Of what samplers draw on their way.</param>
    internal SampledLatents Run(IGuider guider, SamplerChoice sampler, NoiseLevels sigmas, bool addNoise, ulong seed, Latent latent,
        NodeContext context)
    {
        var result = sampling.RunToBoth(new SamplingRequest(guider, latent)
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
