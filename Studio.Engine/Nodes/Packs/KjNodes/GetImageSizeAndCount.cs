using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record GetImageSizeAndCountOutputs([Output("image")] Image Image, [Output("width")] long Width,
    [Output("height")] long Height, [Output("count")] long Count);

[Node("GetImageSizeAndCount", Pack = KjNodesPack.Name, DisplayName = "Get Image Size & Count", Category = "KJNodes/image",
    Description = "The size of pictures, and how many there are.")]
public sealed class GetImageSizeAndCount : INode<NodeOutput<GetImageSizeAndCountOutputs>>
{
    [Input]
    public required Image Image { get; init; }

    public NodeOutput<GetImageSizeAndCountOutputs> Run(NodeContext context) =>
        NodeOutput.Plain([Image, (long)Image.Width, (long)Image.Height, (long)Image.Count],
            Shown.Ui($"{Image.Count}x{Image.Width}x{Image.Height}"));
}
