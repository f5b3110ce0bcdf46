using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Images to RGB", Pack = WasPack.Name, DisplayName = "Images to RGB", Category = "WAS Suite/Image",
    Description = "The colours without alpha.")]
public sealed class ImagesToRgb : INode<Image>
{
    [Input(Name = "images")]
    public required Image Image { get; init; }

    public Image Run(NodeContext context) => new(Mixing.WithChannels(Image.Pixels, 3));
}
