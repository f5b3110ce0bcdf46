using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("JoinImageWithAlpha", DisplayName = "Join Image with Alpha", Category = "image/compositing",
    PythonModule = "comfy_extras.nodes_compositing", SchemaStyle = true)]
public sealed class JoinImageWithAlpha : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public required Mask Alpha { get; init; }

    public Image Run(NodeContext context)
    {
        var count = Math.Max(Image.Count, Alpha.Values.Size(0));
        var pixels = Batches.Fit(Mixing.WithChannels(Image.Pixels, 4), count).Clone();
        var alpha = Batches.Fit(Masks.Resize(Alpha, Image.Width, Image.Height).Values, count);
        for (var i = 0; i < alpha.Length; i++)
            pixels.Span[(i * 4) + 3] = 1 - alpha.Span[i];
        return new Image(pixels);
    }
}
