using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPSetLastLayer", DisplayName = "CLIP Set Last Layer", Category = "model/conditioning")]
public sealed class ClipSetLastLayer : INode<ClipModel>
{
    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Min = -24, Max = -1, Step = 1, Advanced = true)]
    public int StopAtClipLayer { get; init; } = -1;

    public ClipModel Run(NodeContext context) => Clip.WithStopAtLayer(StopAtClipLayer);
}
