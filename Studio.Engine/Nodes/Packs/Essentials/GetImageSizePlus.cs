using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record GetImageSizePlusOutputs([Output("width")] long Width, [Output("height")] long Height, [Output("count")] long Count);

[Node("GetImageSize+", Pack = EssentialsPack.Name, DisplayName = "🔧 Get Image Size", Category = "essentials/image utils",
    Description = "The size of pictures, and how many there are.")]
public sealed class GetImageSizePlus : INode<GetImageSizePlusOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public GetImageSizePlusOutputs Run(NodeContext context) => new(Image.Width, Image.Height, Image.Count);
}
