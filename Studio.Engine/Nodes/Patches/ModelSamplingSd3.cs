using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ModelSamplingSD3", DisplayName = "ModelSamplingSD3", Category = "model/patch/stable diffusion",
    PythonModule = "comfy_extras.nodes_model_advanced",
    Description = "Samples a model as a rectified flow, its noise levels shifted towards noise: for models that were trained or tuned so.")]
public sealed class ModelSamplingSd3 : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.01)]
    public double Shift { get; init; } = 3;

    public DiffusionModel Run(NodeContext context) => Shift > 0
        ? Model.WithSampling(SigmaTable.Flow(Shift), Parameterization.Flow)
        : throw new EngineException(EngineError.BadPrompt,
            "A shift of 0 leaves no noise to sample from. Use a shift above 0; 1 is no shift.");
}
