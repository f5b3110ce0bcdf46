using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageBlend", DisplayName = "Blend Images", Category = "image/filters", PythonModule = "comfy_extras.nodes_post_processing",
    SchemaStyle = true, EssentialsCategory = "Image Tools")]
public sealed class ImageBlend : INode<Image>
{
    [Input]
    public required Image Image1 { get; init; }

    [Input]
    public required Image Image2 { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double BlendFactor { get; init; } = 0.5;

    [Input(Choices = ["normal", "multiply", "screen", "overlay", "soft_light", "difference"])]
    public string BlendMode { get; init; } = "normal";

    public Image Run(NodeContext context)
    {
        var other = Mixing.FitTo(Image1, Image2, "bicubic");
        var factor = (float)BlendFactor;
        var blend = BlendModes.Of(BlendMode);
        return new Image(Mixing.Each(Image1.Pixels, other, (a, b) => Math.Clamp((a * (1 - factor)) + (blend(a, b) * factor), 0, 1)));
    }
}
