using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record KSamplerBasicPipeOutputs([Output("BASIC_PIPE", Type = "BASIC_PIPE")] object? BasicPipe, Latent Latent,
    [Output("VAE", Type = "VAE")] object? Vae);

[Node("ImpactKSamplerBasicPipe", Pack = ImpactPack.Name, DisplayName = "KSampler (pipe)", Category = "ImpactPack/sampling",
    Description = "KSampler with the model and conditionings of a pipe.")]
public sealed class KSamplerBasicPipe(LatentSampling sampling, LivePreview preview, SamplerCatalog samplers, ScheduleCatalog schedules)
    : INode<KSamplerBasicPipeOutputs>
{
    [Input(Type = "BASIC_PIPE")] public required object BasicPipe { get; init; }
    [Input(Min = 0, Max = 18446744073709551615)] public ulong Seed { get; init; }
    [Input(Min = 1, Max = 10000)] public int Steps { get; init; } = 20;
    [Input(Min = 0, Max = 100)] public double Cfg { get; init; } = 8;
    [Input(ChoicesFrom = typeof(SamplerNames))] public string SamplerName { get; init; } = "euler";
    [Input(ChoicesFrom = typeof(SchedulerNames))] public string Scheduler { get; init; } = "simple";
    [Input] public required Latent LatentImage { get; init; }
    [Input(Min = 0, Max = 1, Step = 0.01)] public double Denoise { get; init; } = 1;
    [Input(Type = "SCHEDULER_FUNC")] public object? SchedulerFuncOpt { get; init; }

    public KSamplerBasicPipeOutputs Run(NodeContext context)
    {
        var pipe = BasicPipes.Require(BasicPipe);
        var sampler = new KSampler(sampling, preview, samplers, schedules)
        {
            Model = BasicPipes.Part<DiffusionModel>(pipe, 0), Positive = BasicPipes.Part<Conditioning>(pipe, 3),
            Negative = BasicPipes.Part<Conditioning>(pipe, 4), LatentImage = LatentImage, Seed = Seed, Steps = Steps, Cfg = Cfg,
            SamplerName = SamplerName, Scheduler = Scheduler, Denoise = Denoise,
        };
        return new(pipe, sampler.Run(context), pipe.At(2));
    }
}
