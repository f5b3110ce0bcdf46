using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("KSamplerVariation", DisplayName = "KSampler (Variation)", Category = "model/sampling", IsOurs = true,
    Description = "KSampler from a mixture of two noises: pictures near the one of a seed.")]
public sealed class KSamplerVariation(LatentSampling sampling, LivePreview preview, SamplerCatalog samplers, ScheduleCatalog schedules)
    : INode<Latent>
{
    [Input(Tooltip = "The model that removes the noise.")]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 18446744073709551615, ControlAfterGenerate = true,
        Tooltip = "Decides the noise: the same seed gives the same picture.")]
    public ulong Seed { get; init; }

    [Input(Min = 0, Max = 18446744073709551615, Tooltip = "Decides the noise that is mixed in.")]
    public ulong VariationSeed { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01, Tooltip = "How much of it: 0 is the picture of the seed, 1 that of the variation's seed.")]
    public double VariationStrength { get; init; } = 0.1;

    [Input(Min = 1, Max = 10000, Tooltip = "How many steps the way from noise to picture takes.")]
    public int Steps { get; init; } = 20;

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01, Tooltip = "How strongly the text counts.")]
    public double Cfg { get; init; } = 8;

    [Input(ChoicesFrom = typeof(SamplerNames), Tooltip = "How each step is computed.")]
    public string SamplerName { get; init; } = "euler";

    [Input(ChoicesFrom = typeof(SchedulerNames), Tooltip = "How the noise is divided among the steps.")]
    public string Scheduler { get; init; } = "simple";

    [Input(Tooltip = "What the picture should show.")]
    public required Conditioning Positive { get; init; }

    [Input(Tooltip = "What the picture should not show.")]
    public required Conditioning Negative { get; init; }

    [Input(Tooltip = "Where to start from.")]
    public required Latent LatentImage { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01, Tooltip = "How much is made anew: below 1 the given picture shows through.")]
    public double Denoise { get; init; } = 1;

    private ISampler Sampler => samplers.Get(SamplerName);

    public Latent Run(NodeContext context) => sampling.Run(new(new ClassifierFreeGuider(Model, Positive, Negative, Cfg), LatentImage)
    {
        Sampler = Sampler,
        Sigmas = new SamplingPlan(schedules.Get(Scheduler), Steps) { Sampler = Sampler, Denoise = Denoise }.Sigmas(Model.Sigmas),
        Seed = Seed,
        Variation = (VariationSeed, VariationStrength),
        Progress = preview.Follow(context, Model),
        CancellationToken = context.CancellationToken,
    });
}
