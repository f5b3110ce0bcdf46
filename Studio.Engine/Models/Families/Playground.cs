using Studio.Engine.Diffusion;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Playground 2.5 (Li et al. 2024, arXiv:2402.17245): SDXL's networks, trained anew as Karras et al. 2022 (arXiv:2206.00364) have it, on
/// latents that are brought to one mean and deviation channel by channel.
/// </summary>
internal sealed class Playground : IFamily
{
    private const double SigmaMin = 0.002;
    private const double SigmaMax = 80;

    private static readonly Parameterization Edm = Parameterization.Edm(sigmaData: 0.5f);

    public string Name => "Playground 2.5";

    public bool Matches(TensorNames tensors) => StableDiffusionXl.HasStatistics(tensors) && StableDiffusionXl.HasNetworks(tensors);

    public ModelFamily Read(TensorNames tensors) => new StableDiffusionXl().Read(tensors) with
    {
        Name = Name + UNetReader.Purpose(tensors),
        Latent = LatentFormats.Playground,
        Sigmas = SigmaTable.Edm(SigmaMin, SigmaMax),
        Parameterization = Edm,
        Architecture = null,
        Defaults = new GenerationDefaults(Side: 1024, Guidance: 3, Sampler: "dpmpp_2m", Scheduler: "karras"),
    };
}
