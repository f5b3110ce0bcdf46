using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ModelSamplingDiscrete", DisplayName = "ModelSamplingDiscrete", Category = "model/patch",
    PythonModule = "comfy_extras.nodes_model_advanced",
    Description = "Says what a model predicts, and whether its training went down to no signal at all.")]
public sealed class ModelSamplingDiscrete : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Choices = ["eps", "v_prediction", "lcm", "x0", "img_to_img", "img_to_img_flow"])]
    public string Sampling { get; init; } = "eps";

    [Input(Advanced = true)]
    public bool Zsnr { get; init; }

    public DiffusionModel Run(NodeContext context)
    {
        var trained = Zsnr ? SigmaTable.ZeroTerminalSnr : SigmaTable.StableDiffusion;
        var table = Sampling == "lcm" ? SigmaTable.Distilled(trained) : trained;
        return Model.WithSampling(table, Sampling switch
        {
            "v_prediction" => Parameterization.Velocity,
            "lcm" => Parameterization.Consistency(table),
            "x0" => Parameterization.Clean,
            "img_to_img" => Parameterization.ImageToImage,
            "img_to_img_flow" => Parameterization.ImageToImageFlow,
            _ => Parameterization.Epsilon,
        });
    }
}
