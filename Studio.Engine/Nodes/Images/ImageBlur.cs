using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageBlur", DisplayName = "Blur Image", Category = "image/filters", PythonModule = "comfy_extras.nodes_post_processing",
    SchemaStyle = true)]
public sealed class ImageBlur : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 1, Max = 31, Step = 1)]
    public int BlurRadius { get; init; } = 1;

    [Input(Min = 0.1, Max = 10, Step = 0.1)]
    public double Sigma { get; init; } = 1;

    public Image Run(NodeContext context) => new(GaussianBlur.Apply(Image.Pixels, BlurRadius, Sigma));
}
