using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.ControlAux;

[Node("CannyEdgePreprocessor", Pack = ControlAuxPack.Name, DisplayName = "Canny Edge",
    Category = "ControlNet Preprocessors/Line Extractors", Description = "Edges after Canny, with OpenCV's thresholds.")]
public sealed class CannyEdgePreprocessor : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 255)]
    public int? LowThreshold { get; init; } = 100;

    [Input(Min = 0, Max = 255)]
    public int? HighThreshold { get; init; } = 200;

    [Input(Min = 64, Max = 16384, Step = 64)]
    public int? Resolution { get; init; } = 512;

    public Image Run(NodeContext context) =>
        new(ByteEdges.Find(HintPictures.Scaled(Image.Pixels, Resolution ?? 512), LowThreshold ?? 100, HighThreshold ?? 200,
            context.CancellationToken));
}
