using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SkipLayerGuidanceDiT", Category = "advanced/guidance", PythonModule = "comfy_extras.nodes_slg", SchemaStyle = true,
    Experimental = true, Description = "Guides away from what a transformer makes without some of its blocks, for one more prediction in the steps in which it is on.")]
public sealed class SkipLayerGuidanceDit : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Advanced = true, Tooltip = "Numbers of the blocks with weights for text and picture that are skipped.")]
    public string DoubleLayers { get; init; } = "7, 8, 9";

    [Input(Advanced = true, Tooltip = "Numbers of the blocks in which text and picture are one that are skipped.")]
    public string SingleLayers { get; init; } = "7, 8, 9";

    [Input(Min = 0, Max = 10, Step = 0.1)]
    public double Scale { get; init; } = 3;

    [Input(Min = 0, Max = 1, Step = 0.001, Advanced = true)]
    public double StartPercent { get; init; } = 0.01;

    [Input(Min = 0, Max = 1, Step = 0.001, Advanced = true)]
    public double EndPercent { get; init; } = 0.15;

    [Input(Min = 0, Max = 10, Step = 0.01, Advanced = true)]
    public double RescalingScale { get; init; }

    public DiffusionModel Run(NodeContext context) =>
        SkippedBlocks.On(Model, DoubleLayers, SingleLayers, Scale, StartPercent, EndPercent, RescalingScale);
}
