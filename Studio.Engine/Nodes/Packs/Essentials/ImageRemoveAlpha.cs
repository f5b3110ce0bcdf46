using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageRemoveAlpha+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Remove Alpha", Category = "essentials/image utils",
    Description = "The colours without alpha.")]
public sealed class ImageRemoveAlpha : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    public Image Run(NodeContext context) => new(Mixing.WithChannels(Image.Pixels, Math.Min(3, Image.Channels)));
}
