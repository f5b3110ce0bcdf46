using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("DiffusersLoader", DisplayName = "Load Diffusers Model (DEPRECATED)", Category = "model/loaders", Deprecated = true,
    Description = "Opens a model folder in diffusers layout, of .safetensors files or of ONNX networks.")]
public sealed class DiffusersLoader(ModelPool pool, IModelFiles files) : INode<CheckpointParts>, IFingerprint
{
    [Input(ChoicesFrom = typeof(DiffusersFolderNames))]
    public required string ModelPath { get; init; }

    public CheckpointParts Run(NodeContext context) =>
        CheckpointParts.Of(DiffusersFolder.Load(pool, files.Require("diffusers", ModelPath), context.CancellationToken));

    /// <summary>A folder in which a file was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("diffusers", ModelPath);
}
