using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageInvert", DisplayName = "Invert Image Colors", Category = "image/color")]
public sealed class ImageInvert : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    public Image Run(NodeContext context) => new(Mixing.Each(Image.Pixels, value => 1 - value));
}
