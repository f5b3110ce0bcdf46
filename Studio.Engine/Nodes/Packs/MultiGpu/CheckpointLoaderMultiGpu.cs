using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

[Node("CheckpointLoaderSimpleMultiGPU", Pack = MultiGpuPack.Name, DisplayName = "CheckpointLoaderSimpleMultiGPU", Category = "multigpu",
    Description = "Opens a checkpoint. Where it runs is for the server to say.")]
public sealed class CheckpointLoaderMultiGpu(ModelPool pool, IModelFiles files) : INode<CheckpointParts>, IFingerprint
{
    [Input(ChoicesFrom = typeof(CheckpointNames))]
    public required string CkptName { get; init; }

    [Input(ChoicesFrom = typeof(PlaceNames))]
    public string? Device { get; init; } = "default";

    private CheckpointLoaderSimple Loader => new(pool, files) { CkptName = CkptName };

    public CheckpointParts Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another one.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
