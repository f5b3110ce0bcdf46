using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("KSamplerAdvanced", DisplayName = "KSampler (Advanced)", Category = "model/sampling")]
public sealed class KSamplerAdvanced(LatentSampling sampling, LivePreview preview, SamplerCatalog samplers, ScheduleCatalog schedules)
    : INode<Latent>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Choices = ["enable", "disable"], Advanced = true)]
    public string AddNoise { get; init; } = "enable";

    [Input(Min = 0, Max = 18446744073709551615, ControlAfterGenerate = true)]
    public ulong NoiseSeed { get; init; }

    [Input(Min = 1, Max = 10000)]
    public int Steps { get; init; } = 20;

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01)]
    public double Cfg { get; init; } = 8;

    [Input(ChoicesFrom = typeof(SamplerNames))]
    public string SamplerName { get; init; } = "euler";

    [Input(ChoicesFrom = typeof(SchedulerNames))]
    public string Scheduler { get; init; } = "simple";

    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required Latent LatentImage { get; init; }

    [Input(Min = 0, Max = 10000, Advanced = true)]
    public int StartAtStep { get; init; }

    [Input(Min = 0, Max = 10000, Advanced = true)]
    public int EndAtStep { get; init; } = 10000;

    [Input(Choices = ["disable", "enable"], Advanced = true)]
    public string ReturnWithLeftoverNoise { get; init; } = "disable";

    private ISampler Sampler => samplers.Get(SamplerName);

    public Latent Run(NodeContext context) => sampling.Run(new(new ClassifierFreeGuider(Model, Positive, Negative, Cfg), LatentImage)
    {
        Sampler = Sampler,
        Sigmas = new SamplingPlan(schedules.Get(Scheduler), Steps)
        {
            Sampler = Sampler, StartAtStep = StartAtStep, EndAtStep = EndAtStep, LeaveNoise = ReturnWithLeftoverNoise == "enable",
        }.Sigmas(Model.Sigmas),
        Seed = NoiseSeed, AddNoise = AddNoise == "enable",
        Progress = preview.Follow(context, Model), CancellationToken = context.CancellationToken,
    });
}
