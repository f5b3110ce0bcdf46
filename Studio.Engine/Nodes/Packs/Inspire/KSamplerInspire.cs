using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Inspire;

[Node("KSampler //Inspire", Pack = InspirePack.Name, DisplayName = "KSampler (inspire)", Category = "InspirePack/a1111_compat",
    Description = "KSampler, each picture of a batch by a seed of its own. The noise is the processor's whatever is chosen.")]
public sealed class KSamplerInspire(LatentSampling sampling, LivePreview preview, SamplerCatalog samplers, ScheduleCatalog schedules)
    : INode<Latent>
{
    [Input] public required DiffusionModel Model { get; init; }
    [Input(Min = 0, Max = 18446744073709551615)] public ulong Seed { get; init; }
    [Input(Min = 1, Max = 10000)] public int Steps { get; init; } = 20;
    [Input(Min = 0, Max = 100)] public double Cfg { get; init; } = 8;
    [Input(ChoicesFrom = typeof(SamplerNames))] public string SamplerName { get; init; } = "euler";
    [Input(ChoicesFrom = typeof(SchedulerNames))] public string Scheduler { get; init; } = "simple";
    [Input] public required Conditioning Positive { get; init; }
    [Input] public required Conditioning Negative { get; init; }
    [Input] public required Latent LatentImage { get; init; }
    [Input(Min = 0, Max = 1, Step = 0.01)] public double Denoise { get; init; } = 1;
    [Input(Choices = ["GPU(=A1111)", "CPU", "GPU+internal_seed", "CPU+internal_seed"])]
    public string NoiseMode { get; init; } = "GPU(=A1111)";
    [Input(Choices = ["incremental", "comfy", "variation str inc:0.01", "variation str inc:0.05"])]
    public string BatchSeedMode { get; init; } = "incremental";
    [Input(Min = 0, Max = 18446744073709551615)] public ulong VariationSeed { get; init; }
    [Input(Min = 0, Max = 1, Step = 0.01)] public double VariationStrength { get; init; }
    [Input(Choices = ["linear", "slerp"])] public string? VariationMethod { get; init; } = "linear";
    [Input(Type = "SCHEDULER_FUNC")] public object? SchedulerFuncOpt { get; init; }
    [Input(Min = 0, Max = 18446744073709551615)] public ulong? InternalSeed { get; init; } = 0;

    public Latent Run(NodeContext context)
    {
        if (VariationStrength != 0 || BatchSeedMode.StartsWith("variation", StringComparison.Ordinal))
            throw new EngineException(EngineError.Unsupported,
                "Variations of noise are not made here: set variation_strength to 0 and batch_seed_mode to incremental or comfy.");
        var count = BatchSeedMode == "incremental" ? LatentImage.Samples.Size(0) : 1;
        if (count == 1)
            return Sampled(LatentImage, Seed, context);
        var latents = Enumerable.Range(0, count).Select(i => Sampled(Entry(i), unchecked(Seed + (ulong)i), context).Samples).ToList();
        return LatentImage with { Samples = Tensor.Stack(latents) };
    }

    private Latent Entry(int i) => new(LatentImage.Samples.Slice(i),
        LatentImage.NoiseMask is { } mask && mask.Size(0) > i ? mask.Slice(i) : LatentImage.NoiseMask);

    private Latent Sampled(Latent latent, ulong seed, NodeContext context) => new KSampler(sampling, preview, samplers, schedules)
    {
        Model = Model, Seed = seed, Steps = Steps, Cfg = Cfg, SamplerName = SamplerName, Scheduler = Scheduler, Positive = Positive,
        Negative = Negative, LatentImage = latent, Denoise = Denoise,
    }.Run(context);
}
