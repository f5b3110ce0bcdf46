using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningZeroOut", DisplayName = "Conditioning Zero Out", Category = "model/conditioning/transform")]
public sealed class ConditioningZeroOut : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    public Conditioning Run(NodeContext context) =>
        new([.. Conditioning.Entries.Select(
            entry => entry with { Embedding = entry.Embedding.ZerosLike(), Pooled = entry.Pooled?.ZerosLike() })]);
}
