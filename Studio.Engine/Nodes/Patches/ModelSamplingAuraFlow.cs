using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ModelSamplingAuraFlow", DisplayName = "ModelSamplingAuraFlow", Category = "model/patch",
    PythonModule = "comfy_extras.nodes_model_advanced",
    Description = "Samples a model as a rectified flow that is told its noise level as it is, shifted towards noise: Z-Image, Qwen-Image and others.")]
public sealed class ModelSamplingAuraFlow : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.01)]
    public double Shift { get; init; } = 1.73;

    public DiffusionModel Run(NodeContext context) => Shift > 0
        ? Model.WithSampling(SigmaTable.Flow(Shift, multiplier: 1), Parameterization.Flow)
        : throw new EngineException(EngineError.BadPrompt,
            "A shift of 0 leaves no noise to sample from. Use a shift above 0; 1 is no shift.");
}
