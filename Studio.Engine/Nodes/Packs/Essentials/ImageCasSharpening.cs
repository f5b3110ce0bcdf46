using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageCASharpening+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Contrast Adaptive Sharpening",
    Category = "essentials/image processing", Description = "Sharpens where there is little contrast.")]
public sealed class ImageCasSharpening : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.05)]
    public double Amount { get; init; } = 0.8;

    public Image Run(NodeContext context) => new(ContrastSharpening.Apply(Image.Pixels, Amount));
}
