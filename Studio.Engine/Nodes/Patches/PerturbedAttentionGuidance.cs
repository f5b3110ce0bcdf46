using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

[Node("PerturbedAttentionGuidance", Category = "model/patch/unet", PythonModule = "comfy_extras.nodes_pag", SchemaStyle = true,
    Description = "Guides away from what the model makes without the self-attention of its middle: firmer structure, for one more prediction per step.")]
public sealed class PerturbedAttentionGuidance : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.01, Round = 0.01)]
    public double Scale { get; init; } = 3;

    public DiffusionModel Run(NodeContext context) => Scale == 0 ? Model : Model.With(new PerturbedAttention(Scale));
}
