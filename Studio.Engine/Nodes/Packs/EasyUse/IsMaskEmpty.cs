using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record IsMaskEmptyOutputs([Output("boolean")] bool Boolean);

[Node("easy isMaskEmpty", Pack = EasyUsePack.Name, Category = "EasyUse/Logic", Description = "Whether nothing is marked.")]
public sealed class IsMaskEmpty : INode<IsMaskEmptyOutputs>
{
    [Input]
    public required Mask Mask { get; init; }

    public IsMaskEmptyOutputs Run(NodeContext context) => new(!Mask.Values.Span.ContainsAnyExcept(0));
}
