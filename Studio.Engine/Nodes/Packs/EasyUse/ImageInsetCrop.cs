using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy imageInsetCrop", Pack = EasyUsePack.Name, DisplayName = "ImageInsetCrop", Category = "EasyUse/Image",
    Description = "Cuts from each side, in multiples of 8 pixels.")]
public sealed class ImageInsetCrop : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["Pixels", "Percentage"])]
    public string Measurement { get; init; } = "Pixels";

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Left { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Right { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Top { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Bottom { get; init; }

    public Image Run(NodeContext context) => new(InsetCrop.Apply(Image.Pixels, Measurement == "Percentage", Left, Right, Top, Bottom));
}
