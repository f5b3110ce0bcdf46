using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("Canny", DisplayName = "Detect Edges (Canny)", Category = "image/filters", PythonModule = "comfy_extras.nodes_canny",
    SchemaStyle = true, EssentialsCategory = "Image Tools",
    SearchAliases = ["edge detection", "outline", "contour detection", "line art"],
    Description = "White lines where a picture has edges, black elsewhere.")]
public sealed class Canny : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0.01, Max = 0.99, Step = 0.01)]
    public double LowThreshold { get; init; } = 0.4;

    [Input(Min = 0.01, Max = 0.99, Step = 0.01)]
    public double HighThreshold { get; init; } = 0.8;

    public Image Run(NodeContext context) => new(EdgeDetector.Find(Image.Pixels, LowThreshold, HighThreshold, context.CancellationToken));
}
