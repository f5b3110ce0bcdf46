using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Nodes;

[Node("ModelSamplingContinuousEDM", DisplayName = "ModelSamplingContinuousEDM", Category = "model/patch",
    PythonModule = "comfy_extras.nodes_model_advanced",
    Description = "Gives a model continuous noise levels between two ends, as EDM models are trained with.")]
public sealed class ModelSamplingContinuousEdm : INode<DiffusionModel>
{
    private const string Playground = "edm_playground_v2.5";
    private const float DataDeviation = 0.5f;

    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Choices = ["v_prediction", "edm", "edm_playground_v2.5", "eps", "cosmos_rflow"])]
    public string Sampling { get; init; } = "v_prediction";

    [Input(Min = 0, Max = 1000, Step = 0.001, Advanced = true)]
    public double SigmaMax { get; init; } = 120;

    [Input(Min = 0, Max = 1000, Step = 0.001, Advanced = true)]
    public double SigmaMin { get; init; } = 0.002;

    public DiffusionModel Run(NodeContext context)
    {
        var model = Model.WithSampling(SigmaTable.Edm(SigmaMin, SigmaMax), Sampling switch
        {
            "edm" or Playground => Parameterization.Edm(DataDeviation),
            "eps" => Parameterization.Epsilon,
            "v_prediction" => Parameterization.Velocity,
            _ => throw new EngineException(EngineError.Unsupported,
                $"The sampling '{Sampling}' is for another family than {Model.Family.Name}. Use v_prediction, edm or eps."),
        });
        return Sampling == Playground ? model.WithLatent(PlaygroundLatent()) : model;
    }

    private LatentFormat PlaygroundLatent() => Model.LatentChannels == LatentFormats.Playground.Channels
        ? LatentFormats.Playground
        : throw new EngineException(EngineError.BadPrompt,
            $"The latents of Playground 2.5 have {LatentFormats.Playground.Channels} channels, those of {Model.Family.Name} {Model.LatentChannels}. Choose the sampling for an SDXL file.");
}
