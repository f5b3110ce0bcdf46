using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("AlignYourStepsScheduler", Category = "model/sampling/schedulers", PythonModule = "comfy_extras.nodes_align_your_steps",
    SchemaStyle = true)]
public sealed class AlignYourStepsScheduler : INode<NoiseLevels>
{
    [Input(Choices = ["SD1", "SDXL", "SVD"])]
    public string ModelType { get; init; } = "SD1";

    [Input(Min = 1, Max = 10000)]
    public int Steps { get; init; } = 10;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Denoise { get; init; } = 1;

    public NoiseLevels Run(NodeContext context) => new(AlignYourStepsSchedule.Sigmas(ModelType, Steps, Denoise));
}
