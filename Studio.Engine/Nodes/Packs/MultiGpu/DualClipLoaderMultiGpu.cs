using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

[Node("DualCLIPLoaderMultiGPU", Pack = MultiGpuPack.Name, DisplayName = "DualCLIPLoaderMultiGPU", Category = "multigpu",
    Description = "Opens two text encoders as one. Where they run is for the server to say.")]
public sealed class DualClipLoaderMultiGpu(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName1 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName2 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderTypes))]
    public string Type { get; init; } = "sdxl";

    [Input(ChoicesFrom = typeof(PlaceNames))]
    public string? Device { get; init; } = "default";

    private DualClipLoader Loader => new(pool, files) { ClipName1 = ClipName1, ClipName2 = ClipName2, Type = Type };

    public ClipModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another one.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
