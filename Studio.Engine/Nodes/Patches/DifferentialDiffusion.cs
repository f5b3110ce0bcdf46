using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

[Node("DifferentialDiffusion", DisplayName = "Differential Diffusion", Category = "experimental",
    PythonModule = "comfy_extras.nodes_differential_diffusion", SchemaStyle = true, Experimental = true,
    SearchAliases = ["inpaint gradient", "variable denoise strength"],
    Description = "Takes a noise mask as how much each pixel changes: the brighter it is, the earlier it is repainted.")]
public sealed class DifferentialDiffusion : INode<DiffusionModel>
{
    private const double Whole = 1;

    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double? Strength { get; init; } = Whole;

    public DiffusionModel Run(NodeContext context) => Model.With(new DifferentialMask(Strength ?? Whole));
}
