using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SkipLayerGuidanceSD3", Category = "advanced/guidance", PythonModule = "comfy_extras.nodes_sd3", SchemaStyle = true,
    Experimental = true, Description = "Guides away from what the model makes without some of its blocks, for one more prediction in the steps in which it is on.")]
public sealed class SkipLayerGuidanceSd3 : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Advanced = true, Tooltip = "Numbers of the blocks that are skipped.")]
    public string Layers { get; init; } = "7, 8, 9";

    [Input(Min = 0, Max = 10, Step = 0.1)]
    public double Scale { get; init; } = 3;

    [Input(Min = 0, Max = 1, Step = 0.001, Advanced = true)]
    public double StartPercent { get; init; } = 0.01;

    [Input(Min = 0, Max = 1, Step = 0.001, Advanced = true)]
    public double EndPercent { get; init; } = 0.15;

    public DiffusionModel Run(NodeContext context) =>
        SkippedBlocks.On(Model, Layers, "", Scale, StartPercent, EndPercent, rescaling: 0);
}
