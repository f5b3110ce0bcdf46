using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record UpscaleModelLoaderNamedOutputs(UpscaleModel UpscaleModel, [Output("MODEL_NAME_TEXT")] string ModelNameText);

[Node("Upscale Model Loader", Pack = WasPack.Name, DisplayName = "Upscale Model Loader", Category = "WAS Suite/Loaders",
    Description = "Opens an upscaler, and tells its name.")]
public sealed class UpscaleModelLoaderNamed(ModelPool pool, IModelFiles files) : INode<UpscaleModelLoaderNamedOutputs>, IFingerprint
{
    [Input(ChoicesFrom = typeof(UpscaleModelNames))]
    public required string ModelName { get; init; }

    public UpscaleModelLoaderNamedOutputs Run(NodeContext context) => new(Loader.Run(context), ModelName);

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => Loader.Fingerprint();

    private UpscaleModelLoader Loader => new(pool, files) { ModelName = ModelName };
}
