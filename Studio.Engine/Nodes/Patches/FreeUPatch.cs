using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

[Node("FreeU", Category = "model/patch/unet", PythonModule = "comfy_extras.nodes_freelunch", SchemaStyle = true,
    Description = "Weighs what a UNet knows of the whole against what its skip connections bring: often better structure, at no cost.")]
public sealed class FreeUPatch : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01, Advanced = true)]
    public double B1 { get; init; } = 1.1;

    [Input(Min = 0, Max = 10, Step = 0.01, Advanced = true)]
    public double B2 { get; init; } = 1.2;

    [Input(Min = 0, Max = 10, Step = 0.01, Advanced = true)]
    public double S1 { get; init; } = 0.9;

    [Input(Min = 0, Max = 10, Step = 0.01, Advanced = true)]
    public double S2 { get; init; } = 0.2;

    public DiffusionModel Run(NodeContext context) => Model.With(new FreeU((float)B1, (float)B2, (float)S1, (float)S2, IsVersion2: false));
}
