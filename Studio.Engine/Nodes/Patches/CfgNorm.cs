using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

[Node("CFGNorm", Category = "model/patch", PythonModule = "comfy_extras.nodes_cfg", SchemaStyle = true,
    Description = "Keeps strong guidance from going farther than the prediction for the positive text, at each place of the picture.")]
public sealed class CfgNorm : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input(Tooltip = "Scales before guidance instead, up as well as down.")]
    public bool? PreCfg { get; init; } = false;

    public DiffusionModel Run(NodeContext context) =>
        Model.With(PreCfg == true ? new NormedPrediction(Strength) : new BoundedGuidance(Strength));
}
