using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("DualCLIPLoaderGGUF", DisplayName = "DualCLIPLoader (GGUF)", Category = "bootleg", Pack = "ComfyUI-GGUF",
    Description = "Opens two text encoders, in any order, from GGUF files or any others that DualCLIPLoader opens.")]
public sealed class DualClipLoaderGguf(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName1 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName2 { get; init; }

    [Input(ChoicesFrom = typeof(TwoTextEncoderTypes))]
    public required string Type { get; init; }

    private DualClipLoader Loader => new(pool, files) { ClipName1 = ClipName1, ClipName2 = ClipName2, Type = Type };

    public ClipModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
