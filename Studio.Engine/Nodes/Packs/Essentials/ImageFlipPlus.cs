using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageFlip+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Flip", Category = "essentials/image manipulation",
    Description = "Mirrors pictures.")]
public sealed class ImageFlipPlus : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["x", "y", "xy"])]
    public string Axis { get; init; } = "x";

    public Image Run(NodeContext context)
    {
        var pixels = Axis.Contains('x', StringComparison.Ordinal) ? Turns.Flip(Image.Pixels, 2) : Image.Pixels;
        return new Image(Axis.Contains('y', StringComparison.Ordinal) ? Turns.Flip(pixels, 1) : pixels);
    }
}
