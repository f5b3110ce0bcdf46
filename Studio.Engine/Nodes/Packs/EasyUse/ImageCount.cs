using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record ImageCountOutputs([Output("count")] long Count);

[Node("easy imageCount", Pack = EasyUsePack.Name, DisplayName = "ImageCount", Category = "EasyUse/Image",
    Description = "How many pictures there are.")]
public sealed class ImageCount : INode<ImageCountOutputs>
{
    [Input]
    public required Image Images { get; init; }

    public ImageCountOutputs Run(NodeContext context) => new(Images.Count);
}
