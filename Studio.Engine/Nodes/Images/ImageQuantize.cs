using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Imaging.Quantizing;

namespace Studio.Engine.Nodes;

[Node("ImageQuantize", DisplayName = "Quantize Image", Category = "image/filters", PythonModule = "comfy_extras.nodes_post_processing",
    SchemaStyle = true,
    Description = "Draws a picture with few colours.")]
public sealed class ImageQuantize : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 1, Max = 256, Step = 1)]
    public int Colors { get; init; } = 256;

    [Input(Choices = ["none", "floyd-steinberg", "bayer-2", "bayer-4", "bayer-8", "bayer-16"])]
    public string Dither { get; init; } = "none";

    public Image Run(NodeContext context) => new(Quantization.Apply(Image.Pixels, Colors, Dither, context.CancellationToken));
}
