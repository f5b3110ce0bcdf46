using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("EmptyImage", DisplayName = "Empty Image", Category = "image")]
public sealed class EmptyImage : INode<Image>
{
    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 1;

    [Input(Min = 0, Max = 16777215, Step = 1, Display = "color")]
    public int Color { get; init; }

    public Image Run(NodeContext context)
    {
        var pixels = new Tensor(BatchSize, Height, Width, 3);
        ReadOnlySpan<float> colour = [(Color >> 16 & 255) / 255f, (Color >> 8 & 255) / 255f, (Color & 255) / 255f];
        for (var i = 0; i < pixels.Length; i += 3)
            colour.CopyTo(pixels.Span[i..]);
        return new Image(pixels);
    }
}
