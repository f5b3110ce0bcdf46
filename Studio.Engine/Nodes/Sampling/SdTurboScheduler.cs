using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SDTurboScheduler", Category = "model/sampling/schedulers", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SdTurboScheduler : INode<NoiseLevels>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 1, Max = 10)]
    public int Steps { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Denoise { get; init; } = 1;

    public NoiseLevels Run(NodeContext context) => new(SdTurboSchedule.Sigmas(Model.Sigmas, Steps, Denoise));
}
