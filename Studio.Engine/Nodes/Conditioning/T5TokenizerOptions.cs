using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("T5TokenizerOptions", Category = "_for_testing/conditioning", PythonModule = "comfy_extras.nodes_cond", SchemaStyle = true,
    Experimental = true, Description = "Lets T5 read more behind a text, as some models were trained: so many fillers, or so many tokens in all.")]
public sealed class T5TokenizerOptions : INode<ClipModel>
{
    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Min = 0, Max = 10000, Step = 1, Advanced = true, Tooltip = "Fillers behind every text.")]
    public int MinPadding { get; init; }

    [Input(Min = 0, Max = 10000, Step = 1, Advanced = true, Tooltip = "Up to which a shorter text is filled.")]
    public int MinLength { get; init; }

    public ClipModel Run(NodeContext context) => Clip.WithPaddedT5(MinPadding, MinLength);
}
