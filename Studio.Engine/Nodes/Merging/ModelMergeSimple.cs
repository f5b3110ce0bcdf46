using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ModelMergeSimple", DisplayName = "ModelMergeSimple", Category = "model/merging", PythonModule = "comfy_extras.nodes_model_merging",
    Description = "Mixes the weights of two models of one family.")]
public sealed class ModelMergeSimple : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model1 { get; init; }

    [Input]
    public required DiffusionModel Model2 { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Ratio { get; init; } = 1;

    public DiffusionModel Run(NodeContext context) => Model1.Merged(Model2, (float)Ratio);
}
