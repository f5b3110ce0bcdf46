using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Number to Float", Pack = WasPack.Name, DisplayName = "Number to Float", Category = "WAS Suite/Number/Operations",
    Description = "A number with a fraction.")]
public sealed class NumberToFloat : INode<double>
{
    [Input(Type = "NUMBER")]
    public required object Number { get; init; }

    public double Run(NodeContext context) => Numbers.Of(Number);
}
