using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("BasicScheduler", Category = "model/sampling/schedulers", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class BasicScheduler(ScheduleCatalog schedules) : INode<NoiseLevels>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(ChoicesFrom = typeof(SchedulerNames))]
    public string Scheduler { get; init; } = "simple";

    [Input(Min = 1, Max = 10000)]
    public int Steps { get; init; } = 20;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Denoise { get; init; } = 1;

    public NoiseLevels Run(NodeContext context) =>
        new(new SamplingPlan(schedules.Get(Scheduler), Steps) { Denoise = Denoise }.Sigmas(Model.Sigmas));
}
