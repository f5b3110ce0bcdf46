using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("TripleCLIPLoaderGGUF", DisplayName = "TripleCLIPLoader (GGUF)", Category = "bootleg", Pack = "ComfyUI-GGUF",
    Description = "Opens the three text encoders of Stable Diffusion 3, in any order, from GGUF files or any others that TripleCLIPLoader opens.")]
public sealed class TripleClipLoaderGguf(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName1 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName2 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName3 { get; init; }

    private TripleClipLoader Loader => new(pool, files) { ClipName1 = ClipName1, ClipName2 = ClipName2, ClipName3 = ClipName3 };

    public ClipModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
