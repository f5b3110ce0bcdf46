using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record IntegerPlaceCounterOutputs([Output("INT_PLACES")] long IntPlaces);

[Node("Integer place counter", Pack = WasPack.Name, DisplayName = "Integer place counter", Category = "WAS Suite/Integer",
    Description = "How many characters a whole number has.")]
public sealed class IntegerPlaceCounter : INode<IntegerPlaceCounterOutputs>
{
    [Input(Min = 0, Max = 10000000, Step = 1)]
    public int IntInput { get; init; }

    public IntegerPlaceCounterOutputs Run(NodeContext context) => new(ValueText.Of(IntInput).Length);
}
