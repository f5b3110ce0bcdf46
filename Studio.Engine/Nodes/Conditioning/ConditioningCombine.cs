using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningCombine", DisplayName = "Conditioning (Combine)", Category = "model/conditioning/transform")]
public sealed class ConditioningCombine : INode<Conditioning>
{
    [Input(Name = "conditioning_1")]
    public required Conditioning Conditioning1 { get; init; }

    [Input(Name = "conditioning_2")]
    public required Conditioning Conditioning2 { get; init; }

    public Conditioning Run(NodeContext context) => new([.. Conditioning1.Entries, .. Conditioning2.Entries]);
}
