using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

[Node("RescaleCFG", DisplayName = "RescaleCFG", Category = "model/patch", PythonModule = "comfy_extras.nodes_model_advanced",
    Description = "Keeps strong guidance from burning out colours: the result gets the spread that it has without guidance.")]
public sealed class RescaleCfg : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Multiplier { get; init; } = 0.7;

    public DiffusionModel Run(NodeContext context) => Model.With(new RescaledGuidance(Multiplier));
}
