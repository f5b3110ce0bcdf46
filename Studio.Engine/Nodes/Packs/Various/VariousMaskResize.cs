using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWMaskResize", Pack = VariousPack.Name, DisplayName = "Mask Resize", Category = "jamesWalker55",
    Description = "Scales a mask to a size.")]
public sealed class VariousMaskResize : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 99999, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 0, Max = 99999, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Choices = ["bicubic", "bilinear", "nearest", "nearest exact"])]
    public string InterpolationMode { get; init; } = "bicubic";

    public Mask Run(NodeContext context)
    {
        var (count, rows, columns) = (Mask.Values.Size(0), Mask.Values.Size(1), Mask.Values.Size(2));
        var resized = AntialiasedResize.Pixels(Mask.Values.Reshape(count, rows, columns, 1), (int)Width, (int)Height, InterpolationMode);
        return new Mask(resized.Reshape(count, resized.Size(1), resized.Size(2)));
    }
}
