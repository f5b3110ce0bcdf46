using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("UpscaleModelLoader", DisplayName = "Load Upscale Model", Category = "model/loaders",
    PythonModule = "comfy_extras.nodes_upscale_model", SchemaStyle = true,
    Description = "Opens an upscaler: ESRGAN, Real-ESRGAN, its compact network or SwinIR.")]
public sealed class UpscaleModelLoader(ModelPool pool, IModelFiles files) : INode<UpscaleModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(UpscaleModelNames))]
    public required string ModelName { get; init; }

    public UpscaleModel Run(NodeContext context) =>
        pool.LoadUpscaler(files.Require("upscale_models", ModelName), context.CancellationToken);

    /// <summary>A file that was replaced is another upscaler.</summary>
    public string? Fingerprint() => files.Stamp("upscale_models", ModelName);
}
