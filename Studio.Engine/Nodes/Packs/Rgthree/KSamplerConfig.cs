using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record KSamplerConfigOutputs([Output("STEPS")] long Steps, [Output("REFINER_STEP")] long RefinerStep,
    [Output("CFG")] double Cfg, [Output("SAMPLER", Type = "COMBO")] object? Sampler,
    [Output("SCHEDULER", Type = "COMBO")] object? Scheduler);

[Node("KSampler Config (rgthree)", Pack = RgthreePack.Name, DisplayName = "KSampler Config (rgthree)", Category = "rgthree",
    Description = "Settings of a sampler, handed on to several.")]
public sealed class KSamplerConfig : INode<KSamplerConfigOutputs>
{
    [Input(Min = 1, Max = 16384, Step = 1)]
    public int StepsTotal { get; init; } = 30;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int RefinerStep { get; init; } = 24;

    [Input(Min = 0, Max = 100, Step = 0.5)]
    public double Cfg { get; init; } = 8;

    [Input(ChoicesFrom = typeof(SamplerNames))]
    public string SamplerName { get; init; } = "euler";

    [Input(ChoicesFrom = typeof(SchedulerNames))]
    public string Scheduler { get; init; } = "simple";

    public KSamplerConfigOutputs Run(NodeContext context) => new(StepsTotal, RefinerStep, Cfg, SamplerName, Scheduler);
}
