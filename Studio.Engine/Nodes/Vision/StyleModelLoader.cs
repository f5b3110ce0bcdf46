using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("StyleModelLoader", DisplayName = "Load Style Model", Category = "model/loaders", Description = "Opens a style model: FLUX.1 Redux.")]
public sealed class StyleModelLoader(ModelPool pool, IModelFiles files) : INode<StyleModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(StyleModelNames))]
    public required string StyleModelName { get; init; }

    public StyleModel Run(NodeContext context) => pool.LoadStyle(files.Require("style_models", StyleModelName), context.CancellationToken);

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("style_models", StyleModelName);
}
