using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ZImageFunControlnet", DisplayName = "Apply Z-Image Fun ControlNet", Category = "model/patch/z-image",
    PythonModule = "comfy_extras.nodes_model_patch", Experimental = true,
    Description = "Lets a picture (lines, depth, a pose ...) lead Z-Image, and completes another one where a mask says so.")]
public sealed class ZImageFunControlnet(LatentCodec codec) : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required PatchModel ModelPatch { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input(Min = -10, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input]
    public Image? Image { get; init; }

    [Input]
    public Image? InpaintImage { get; init; }

    [Input]
    public Mask? Mask { get; init; }

    public DiffusionModel Run(NodeContext context) =>
        new PatchRequest(Model, ModelPatch, Vae, Strength) { Picture = Image, Whole = InpaintImage, Mask = Mask }
            .Apply(codec, context.Warn);
}
