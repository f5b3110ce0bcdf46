using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPVisionLoader", DisplayName = "Load CLIP Vision", Category = "model/loaders",
    Description = "Opens an encoder of pictures: CLIP's ViT-L, H or bigG, or SigLIP.")]
public sealed class ClipVisionLoader(ModelPool pool, IModelFiles files) : INode<VisionModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(VisionNames))]
    public required string ClipName { get; init; }

    public VisionModel Run(NodeContext context) => pool.LoadVision(files.Require("clip_vision", ClipName), context.CancellationToken);

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => files.Stamp("clip_vision", ClipName);
}
