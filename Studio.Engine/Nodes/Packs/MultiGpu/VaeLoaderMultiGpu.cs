using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

[Node("VAELoaderMultiGPU", Pack = MultiGpuPack.Name, DisplayName = "VAELoaderMultiGPU", Category = "multigpu",
    Description = "Opens an autoencoder. Where it runs is for the server to say.")]
public sealed class VaeLoaderMultiGpu(ModelPool pool, IModelFiles files) : INode<VaeModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(VaeNames))]
    public required string VaeName { get; init; }

    [Input(ChoicesFrom = typeof(PlaceNames))]
    public string? Device { get; init; } = "default";

    private VaeLoader Loader => new(pool, files) { VaeName = VaeName };

    public VaeModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another one.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
