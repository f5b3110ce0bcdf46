using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ModelSamplingFlux", DisplayName = "ModelSamplingFlux", Category = "model/patch/flux",
    PythonModule = "comfy_extras.nodes_model_advanced",
    Description = "Samples a model as Flux dev is, its noise levels shifted towards noise the more the larger the picture is.")]
public sealed class ModelSamplingFlux : INode<DiffusionModel>
{
    /// <summary>Pixels of a token's side, and tokens of a picture at which the base and the largest shift hold.</summary>
    private const int Token = 16;
    private const int BaseTokens = 256;
    private const int MostTokens = 4096;

    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double MaxShift { get; init; } = 1.15;

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double BaseShift { get; init; } = 0.5;

    [Input(Min = 16, Max = 16384, Step = 8)]
    public int Width { get; init; } = 1024;

    [Input(Min = 16, Max = 16384, Step = 8)]
    public int Height { get; init; } = 1024;

    public DiffusionModel Run(NodeContext context)
    {
        var slope = (MaxShift - BaseShift) / (MostTokens - BaseTokens);
        var tokens = (double)Width * Height / (Token * Token);
        return Model.WithSampling(SigmaTable.Flux((tokens * slope) + BaseShift - (slope * BaseTokens)), Parameterization.Flow);
    }
}
