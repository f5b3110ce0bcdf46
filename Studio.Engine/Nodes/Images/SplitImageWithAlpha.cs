using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("SplitImageWithAlpha", DisplayName = "Split Image with Alpha", Category = "image/compositing",
    PythonModule = "comfy_extras.nodes_compositing", SchemaStyle = true)]
public sealed class SplitImageWithAlpha : INode<ImageAndMask>
{
    [Input]
    public required Image Image { get; init; }

    public ImageAndMask Run(NodeContext context) => new(
        new Image(Mixing.WithChannels(Image.Pixels, 3)),
        new Mask(Mixing.Each(ColourChannels.Of(Mixing.WithChannels(Image.Pixels, 4), 3), alpha => 1 - alpha)));
}
