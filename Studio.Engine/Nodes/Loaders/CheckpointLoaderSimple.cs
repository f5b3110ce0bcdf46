using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CheckpointLoaderSimple", DisplayName = "Load Checkpoint", Category = "model/loaders",
    Description = "Opens a checkpoint: the denoising model, the text encoder and the autoencoder.")]
public sealed class CheckpointLoaderSimple(ModelPool pool, IModelFiles files) : INode<CheckpointParts>, IFingerprint
{
    [Input(ChoicesFrom = typeof(CheckpointNames), Tooltip = "The checkpoint file.")]
    public required string CkptName { get; init; }

    public CheckpointParts Run(NodeContext context) =>
        CheckpointParts.Of(pool.LoadCheckpoint(files.Require("checkpoints", CkptName), context.CancellationToken));

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("checkpoints", CkptName);
}
