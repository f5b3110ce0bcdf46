using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageStitch", DisplayName = "Stitch Images", Category = "image/transform", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true,
    SearchAliases = ["combine images", "join images", "concatenate images", "side by side"],
    Description = "Puts a second picture beside, above or below the first, with a gap if wanted. Without a second picture the first goes on as it is.")]
public sealed class ImageStitch : INode<Image>
{
    [Input]
    public required Image Image1 { get; init; }

    [Input(Choices = ["right", "down", "left", "up"], StatesDefault = true)]
    public string Direction { get; init; } = "right";

    [Input]
    public bool MatchImageSize { get; init; } = true;

    [Input(Min = 0, Max = 1024, Step = 2, Advanced = true)]
    public int SpacingWidth { get; init; }

    [Input(Choices = ["white", "black", "red", "green", "blue"], StatesDefault = true, Advanced = true)]
    public string SpacingColor { get; init; } = "white";

    [Input]
    public Image? Image2 { get; init; }

    public Image Run(NodeContext context)
    {
        if (Image2 is null)
            return Image1;
        var stitching = new Stitching(acrossWidth: Direction is "right" or "left", SpacingColor);
        var (first, second) = Stitching.SameCount(Image1.Pixels, Image2.Pixels);
        if (MatchImageSize)
            second = stitching.Scaled(second, first);
        else
            (first, second) = (stitching.Padded(first, second), stitching.Padded(second, first));
        var channels = Math.Max(Image1.Channels, Image2.Channels);
        (first, second) = (Mixing.WithChannels(first, channels), Mixing.WithChannels(second, channels));
        var gap = stitching.Gap(first, second, SpacingWidth + (SpacingWidth % 2));
        return new Image(Direction is "left" or "up" ? stitching.Join(second, gap, first) : stitching.Join(first, gap, second));
    }
}
