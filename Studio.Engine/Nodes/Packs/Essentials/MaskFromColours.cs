using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record MaskFromColoursOutputs([Output("red")] Mask Red, [Output("green")] Mask Green, [Output("blue")] Mask Blue,
    [Output("cyan")] Mask Cyan, [Output("magenta")] Mask Magenta, [Output("yellow")] Mask Yellow, [Output("black")] Mask Black,
    [Output("white")] Mask White);

[Node("MaskFromRGBCMYBW+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask From RGB/CMY/BW", Category = "essentials/mask",
    Description = "Marks the pure colours, each in a mask of its own.")]
public sealed class MaskFromColours : INode<MaskFromColoursOutputs>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double ThresholdR { get; init; } = 0.15;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double ThresholdG { get; init; } = 0.15;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double ThresholdB { get; init; } = 0.15;

    public MaskFromColoursOutputs Run(NodeContext context)
    {
        var (r, g, b) = ((float)ThresholdR, (float)ThresholdG, (float)ThresholdB);
        return new MaskFromColoursOutputs(
            Marked((x, y, z) => x >= 1 - r && y < g && z < b), Marked((x, y, z) => x < r && y >= 1 - g && z < b),
            Marked((x, y, z) => x < r && y < g && z >= 1 - b), Marked((x, y, z) => x < r && y >= 1 - g && z >= 1 - b),
            Marked((x, y, z) => x >= 1 - r && y < g && z > 1 - b), Marked((x, y, z) => x >= 1 - r && y >= 1 - g && z < b),
            Marked((x, y, z) => x <= r && y <= g && z <= b), Marked((x, y, z) => x >= 1 - r && y >= 1 - g && z >= 1 - b));
    }

    private Mask Marked(Func<float, float, float, bool> isMarked)
    {
        var mask = new Tensor(Image.Count, Image.Height, Image.Width);
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var colour = Image.Pixels.Span.Slice(pixel * Image.Channels, 3);
            mask.Span[pixel] = isMarked(colour[0], colour[1], colour[2]) ? 1 : 0;
        }
        return new Mask(mask);
    }
}
