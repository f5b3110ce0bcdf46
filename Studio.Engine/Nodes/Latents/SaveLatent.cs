using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>Latents that were stored and go on to further nodes.</summary>
public sealed record ShownLatents([Output("samples")] Latent Samples, JsonObject Ui) : IHasUi;

[Node("SaveLatent", DisplayName = "Save Latent", Category = "model/latent", IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "Writes latents to the output folder, to go on from them another time.")]
public sealed class SaveLatent(PictureWriter files) : INode<ShownLatents>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input]
    public string FilenamePrefix { get; init; } = "latents/ComfyUI";

    public ShownLatents Run(NodeContext context) => new(Samples, files.SaveLatent(Samples, FilenamePrefix, context.Run));
}
