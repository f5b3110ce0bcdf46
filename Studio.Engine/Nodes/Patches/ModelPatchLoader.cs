using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ModelPatchLoader", DisplayName = "Load Model Patch", Category = "model/loaders", PythonModule = "comfy_extras.nodes_model_patch",
    Experimental = true, Description = "Opens a network that runs inside of a model: a ControlNet for Z-Image, or DiffSynth's for Qwen-Image.")]
public sealed class ModelPatchLoader(ModelPool pool, IModelFiles files) : INode<PatchModel>, IFingerprint
{
    private const string Folder = "model_patches";

    [Input(ChoicesFrom = typeof(ModelPatchNames))]
    public required string Name { get; init; }

    public PatchModel Run(NodeContext context) => pool.LoadPatch(files.Require(Folder, Name), context.CancellationToken);

    /// <summary>A file that was replaced is another patch.</summary>
    public string? Fingerprint() => files.Stamp(Folder, Name);
}
