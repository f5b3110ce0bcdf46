using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record ImageInfoNodeOutputs([Output("batch")] long Batch, [Output("height")] long Height, [Output("width")] long Width,
    [Output("channel")] long Channel);

[Node("ImpactImageInfo", Pack = ImpactPack.Name, DisplayName = "ImpactImageInfo", Category = "ImpactPack/Logic/_for_test",
    Description = "The sizes of a batch of pictures.")]
public sealed class ImageInfoNode : INode<ImageInfoNodeOutputs>
{
    [Input]
    public required Image Value { get; init; }

    public ImageInfoNodeOutputs Run(NodeContext context) => new(Value.Count, Value.Height, Value.Width, Value.Channels);
}
