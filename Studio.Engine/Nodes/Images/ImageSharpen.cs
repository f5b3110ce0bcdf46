using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageSharpen", DisplayName = "Sharpen Image", Category = "image/filters", PythonModule = "comfy_extras.nodes_post_processing",
    SchemaStyle = true)]
public sealed class ImageSharpen : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 1, Max = 31, Step = 1, Advanced = true)]
    public int SharpenRadius { get; init; } = 1;

    [Input(Min = 0.1, Max = 10, Step = 0.01, Advanced = true)]
    public double Sigma { get; init; } = 1;

    [Input(Min = 0, Max = 5, Step = 0.01, Advanced = true)]
    public double Alpha { get; init; } = 1;

    public Image Run(NodeContext context)
    {
        var strength = (float)Alpha * 10;
        var blurred = GaussianBlur.Apply(Image.Pixels, SharpenRadius, Sigma);
        return new Image(Mixing.Each(Image.Pixels, blurred, (sharp, blur) => Math.Clamp(sharp + (strength * (sharp - blur)), 0, 1)));
    }
}
