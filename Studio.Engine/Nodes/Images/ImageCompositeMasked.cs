using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageCompositeMasked", DisplayName = "Image Composite Masked", Category = "image/compositing",
    PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true)]
public sealed class ImageCompositeMasked : INode<Image>
{
    [Input]
    public required Image Destination { get; init; }

    [Input]
    public required Image Source { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Y { get; init; }

    [Input]
    public bool ResizeSource { get; init; }

    [Input]
    public Mask? Mask { get; init; }

    public Image Run(NodeContext context)
    {
        var source = Mixing.WithChannels(Source.Pixels, Destination.Channels);
        return new Image(Compositing.PutPixels(Destination.Pixels, source, Mask?.Values, Y, X, ResizeSource));
    }
}
