using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record NumberPiOutputs([Output("NUMBER", Type = "NUMBER")] object? Number, double Float);

[Node("Number PI", Pack = WasPack.Name, DisplayName = "Number PI", Category = "WAS Suite/Number", Description = "The number pi.")]
public sealed class NumberPi : INode<NumberPiOutputs>
{
    public NumberPiOutputs Run(NodeContext context) => new(Math.PI, Math.PI);
}
