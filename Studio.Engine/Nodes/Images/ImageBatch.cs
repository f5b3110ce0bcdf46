using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("ImageBatch", DisplayName = "Batch Images (DEPRECATED)", Category = "image/batch", Deprecated = true)]
public sealed class ImageBatch : INode<Image>
{
    [Input]
    public required Image Image1 { get; init; }

    [Input]
    public required Image Image2 { get; init; }

    public Image Run(NodeContext context)
    {
        var channels = Math.Max(Image1.Channels, Image2.Channels);
        var first = new Image(Mixing.WithChannels(Image1.Pixels, channels));
        var second = Mixing.WithChannels(Image2.Pixels, channels);
        if ((Image2.Width, Image2.Height) != (first.Width, first.Height))
            second = ImageResize.Resize(second, first.Width, first.Height, "bilinear", cropCentre: true);
        return new Image(Tensor.Stack(first.Pixels, second));
    }
}
