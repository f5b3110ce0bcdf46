using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPLoaderGGUF", DisplayName = "CLIPLoader (GGUF)", Category = "bootleg", Pack = "ComfyUI-GGUF",
    Description = "Opens a text encoder from a GGUF file or any other that CLIPLoader opens.")]
public sealed class ClipLoaderGguf(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName { get; init; }

    [Input(ChoicesFrom = typeof(OneTextEncoderTypes))]
    public required string Type { get; init; }

    private ClipLoader Loader => new(pool, files) { ClipName = ClipName, Type = Type };

    public ClipModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
