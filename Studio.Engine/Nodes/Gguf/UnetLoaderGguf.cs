using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("UnetLoaderGGUF", DisplayName = "Unet Loader (GGUF)", Category = "bootleg", Pack = "ComfyUI-GGUF",
    Description = "Opens a denoising model from a GGUF file. In little memory its weights stay packed, and a layer's are unpacked when it runs.")]
public sealed class UnetLoaderGguf(ModelPool pool, IModelFiles files) : INode<DiffusionModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(GgufModelNames))]
    public required string UnetName { get; init; }

    public DiffusionModel Run(NodeContext context) =>
        pool.LoadModel(files.Require("diffusion_models", UnetName), context.CancellationToken);

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("diffusion_models", UnetName);
}
