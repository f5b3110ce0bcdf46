using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("QwenImageDiffsynthControlnet", DisplayName = "Apply Qwen Image DiffSynth ControlNet", Category = "model/patch/qwen",
    PythonModule = "comfy_extras.nodes_model_patch", Experimental = true,
    Description = "Lets a picture lead a model through a patch for control, those for Z-Image too.")]
public sealed class QwenImageDiffsynthControlnet(LatentCodec codec) : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required PatchModel ModelPatch { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = -10, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input]
    public Mask? Mask { get; init; }

    public DiffusionModel Run(NodeContext context) =>
        new PatchRequest(Model, ModelPatch, Vae, Strength) { Picture = Image, Mask = Mask }.Apply(codec, context.Warn);
}
