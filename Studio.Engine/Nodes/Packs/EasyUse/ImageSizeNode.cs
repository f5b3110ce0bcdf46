using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record ImageSizeNodeOutputs([Output("width_int")] long WidthInt, [Output("height_int")] long HeightInt,
    JsonObject Ui) : IHasUi;

[Node("easy imageSize", Pack = EasyUsePack.Name, DisplayName = "ImageSize", Category = "EasyUse/Image", IsOutput = true,
    Description = "The size of a picture, shown too.")]
public sealed class ImageSizeNode : INode<ImageSizeNodeOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public ImageSizeNodeOutputs Run(NodeContext context) => new(Image.Width, Image.Height, Shown.Ui($"{Image.Width} x {Image.Height}"));
}
