using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Number to Int", Pack = WasPack.Name, DisplayName = "Number to Int", Category = "WAS Suite/Number/Operations",
    Description = "A number without its fraction.")]
public sealed class NumberToInt : INode<long>
{
    [Input(Type = "NUMBER")]
    public required object Number { get; init; }

    public long Run(NodeContext context) => WholeNumbers.Truncate(Numbers.Of(Number));
}
