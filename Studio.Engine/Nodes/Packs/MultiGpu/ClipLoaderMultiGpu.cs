using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

[Node("CLIPLoaderMultiGPU", Pack = MultiGpuPack.Name, DisplayName = "CLIPLoaderMultiGPU", Category = "multigpu",
    Description = "Opens a text encoder. Where it runs is for the server to say.")]
public sealed class ClipLoaderMultiGpu(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderTypes))]
    public string Type { get; init; } = "stable_diffusion";

    [Input(ChoicesFrom = typeof(PlaceNames))]
    public string? Device { get; init; } = "default";

    private ClipLoader Loader => new(pool, files) { ClipName = ClipName, Type = Type };

    public ClipModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another one.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
