using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("ExponentialScheduler", Category = "model/sampling/schedulers", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true)]
public sealed class ExponentialScheduler : INode<NoiseLevels>
{
    [Input(Min = 1, Max = 10000)]
    public int Steps { get; init; } = 20;

    [Input(Min = 0, Max = 5000, Step = 0.01, Advanced = true)]
    public double SigmaMax { get; init; } = 14.614642;

    [Input(Min = 0, Max = 5000, Step = 0.01, Advanced = true)]
    public double SigmaMin { get; init; } = 0.0291675;

    public NoiseLevels Run(NodeContext context) => new(ExponentialSchedule.Between(Steps, (float)SigmaMin, (float)SigmaMax));
}
