using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Nodes;

[Node("TripleCLIPLoader", DisplayName = "Load CLIP (Triple)", Category = "model/loaders", PythonModule = "comfy_extras.nodes_sd3",
    SchemaStyle = true, Description = "Opens the three text encoders of Stable Diffusion 3 from files of their own, in any order: CLIP-L, OpenCLIP bigG and T5-XXL.")]
public sealed class TripleClipLoader(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName1 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName2 { get; init; }

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName3 { get; init; }

    private string[] Names => [ClipName1, ClipName2, ClipName3];

    public ClipModel Run(NodeContext context) => TextEncoders.Join(pool.Options.Families, "sd3",
        [.. Names.SelectMany(name => pool.LoadTextEncoders(files.Require("text_encoders", name), context.CancellationToken))]);

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => string.Join('\n', Names.Select(name => files.Stamp("text_encoders", name)));
}
