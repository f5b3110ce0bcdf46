using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageEnhanceDifference+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Enhance Difference",
    Category = "essentials/image analysis", Description = "What differs between two pictures, made stronger.")]
public sealed class ImageEnhanceDifference : INode<Image>
{
    [Input]
    public required Image Image1 { get; init; }

    [Input]
    public required Image Image2 { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.05)]
    public double Exponent { get; init; } = 0.75;

    public Image Run(NodeContext context)
    {
        var other = (Image2.Width, Image2.Height) == (Image1.Width, Image1.Height) ? Image2.Pixels
            : ImageResize.Resize(Image2.Pixels, Image1.Width, Image1.Height, "bicubic", cropCentre: true);
        return new Image(Mixing.Each(Image1.Pixels, Batches.Fit(other, Image1.Count), (a, b) =>
            MathF.Pow(a - b, (float)Exponent) is var value && float.IsNaN(value) ? value : Math.Clamp(value, 0, 1)));
    }
}
