using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ImageUpscaleWithModel", DisplayName = "Upscale Image (using Model)", Category = "image/upscaling",
    PythonModule = "comfy_extras.nodes_upscale_model", SchemaStyle = true,
    Description = "Enlarges pictures with an upscaler, as many times as the upscaler was made for.")]
public sealed class ImageUpscaleWithModel(ImageUpscaling upscaling) : INode<Image>
{
    [Input]
    public required UpscaleModel UpscaleModel { get; init; }

    [Input]
    public required Image Image { get; init; }

    public Image Run(NodeContext context) =>
        new(upscaling.Upscale(UpscaleModel, Image.Pixels, context.Progress, context.Warn, context.CancellationToken));
}
