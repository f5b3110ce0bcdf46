using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record NumberInputSwitchOutputs([Output("NUMBER", Type = "NUMBER")] object? Number, double Float, long Int);

[Node("Number Input Switch", Pack = WasPack.Name, DisplayName = "Number Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two numbers.")]
public sealed class NumberInputSwitch : INode<NumberInputSwitchOutputs>
{
    [Input(Type = "NUMBER")]
    public required object NumberA { get; init; }

    [Input(Type = "NUMBER")]
    public required object NumberB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public NumberInputSwitchOutputs Run(NodeContext context)
    {
        var number = Boolean ? NumberA : NumberB;
        return new(number, Numbers.Of(number), WholeNumbers.Truncate(Numbers.Of(number)));
    }
}
