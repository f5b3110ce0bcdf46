using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CheckpointSave", DisplayName = "Save Checkpoint", Category = "model/merging", PythonModule = "comfy_extras.nodes_model_merging",
    IsOutput = true,
    Hidden = ["prompt", "extra_pnginfo"],
    Description = "Writes a model, its text encoder and its autoencoder into one file, patches included, with the prompt inside.")]
public sealed class CheckpointSave(PictureWriter files) : INode<NothingShown>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required ClipModel Clip { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input]
    public string FilenamePrefix { get; init; } = "checkpoints/ComfyUI";

    public NothingShown Run(NodeContext context)
    {
        files.SaveCheckpoint(new CheckpointFile(Model, Clip, Vae), FilenamePrefix, context);
        return new NothingShown();
    }
}
