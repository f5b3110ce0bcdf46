using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("DualCFGGuider", DisplayName = "Dual CFG Guider", Category = "model/sampling/guiders",
    PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true,
    Description = "Guidance by two conditionings and a negative one, each pair with its own scale.")]
public sealed class DualCfgGuider : INode<IGuider>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required Conditioning Cond1 { get; init; }

    [Input]
    public required Conditioning Cond2 { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01)]
    public double CfgConds { get; init; } = 8;

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01)]
    public double CfgCond2Negative { get; init; } = 8;

    [Input(Choices = ["regular", "nested"])]
    public string Style { get; init; } = "regular";

    public IGuider Run(NodeContext context) => new DualGuider(Model, Cond1, Cond2, Negative, CfgConds, CfgCond2Negative, Style == "nested");
}
