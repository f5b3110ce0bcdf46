using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningConcat", DisplayName = "Conditioning (Concat)", Category = "model/conditioning/transform")]
public sealed class ConditioningConcat : INode<Conditioning>
{
    [Input]
    public required Conditioning ConditioningTo { get; init; }

    [Input]
    public required Conditioning ConditioningFrom { get; init; }

    public Conditioning Run(NodeContext context) => new([.. ConditioningTo.Entries.Select(to => to with
    {
        Embedding = Tokens.Concat(to.Embedding, ConditioningFrom.Entries[0].Embedding),
    })]);
}
