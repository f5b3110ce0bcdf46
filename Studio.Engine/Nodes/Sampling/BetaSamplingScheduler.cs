using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("BetaSamplingScheduler", Category = "model/sampling/schedulers", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true)]
public sealed class BetaSamplingScheduler : INode<NoiseLevels>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 1, Max = 10000)]
    public int Steps { get; init; } = 20;

    [Input(Min = 0, Max = 50, Step = 0.01, Advanced = true)]
    public double Alpha { get; init; } = 0.6;

    [Input(Min = 0, Max = 50, Step = 0.01, Advanced = true)]
    public double Beta { get; init; } = 0.6;

    public NoiseLevels Run(NodeContext context) => new(BetaSchedule.Sigmas(Model.Sigmas, Steps, Alpha, Beta));
}
