using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImagePosterize+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Posterize", Category = "essentials/image processing",
    Description = "Black and white, by the mean of the colours.")]
public sealed class ImagePosterize : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.05)]
    public double Threshold { get; init; } = 0.5;

    public Image Run(NodeContext context)
    {
        var pixels = new Tensor(Image.Count, Image.Height, Image.Width, 3);
        var channels = Image.Channels;
        for (var pixel = 0; pixel < pixels.Length / 3; pixel++)
        {
            var mean = 0f;
            foreach (var value in Image.Pixels.Span.Slice(pixel * channels, channels))
                mean += value;
            pixels.Span.Slice(pixel * 3, 3).Fill(mean / channels > Threshold ? 1 : 0);
        }
        return new Image(pixels);
    }
}
