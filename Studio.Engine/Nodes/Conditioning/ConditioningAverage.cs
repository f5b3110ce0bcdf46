using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningAverage", DisplayName = "Conditioning (Average)", Category = "model/conditioning/transform")]
public sealed class ConditioningAverage : INode<Conditioning>
{
    [Input]
    public required Conditioning ConditioningTo { get; init; }

    [Input]
    public required Conditioning ConditioningFrom { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double ConditioningToStrength { get; init; } = 1;

    public Conditioning Run(NodeContext context)
    {
        var from = ConditioningFrom.Entries[0];
        var (strength, rest) = (ConditioningToStrength, 1 - ConditioningToStrength);
        return new Conditioning([.. ConditioningTo.Entries.Select(to => to with
        {
            Embedding = Mixing.Sum(to.Embedding, strength, Tokens.Fit(from.Embedding, to.Embedding.Size(1)), rest),
            Pooled = from.Pooled is null ? to.Pooled : Mixing.Sum(to.Pooled ?? from.Pooled, strength, from.Pooled, rest),
        })]);
    }
}
