using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record NumberOperationOutputs([Output("NUMBER", Type = "NUMBER")] object? Number, double Float, long Int);

[Node("Number Operation", Pack = WasPack.Name, DisplayName = "Number Operation", Category = "WAS Suite/Number/Operations",
    Description = "Two numbers made one.")]
public sealed class NumberOperation : INode<NumberOperationOutputs>
{
    [Input(Type = "NUMBER")]
    public required object NumberA { get; init; }

    [Input(Type = "NUMBER")]
    public required object NumberB { get; init; }

    [Input(Choices = ["addition", "subtraction", "division", "floor division", "multiplication", "exponentiation", "modulus",
            "greater-than", "greater-than or equals", "less-than", "less-than or equals", "equals", "does not equal"])]
    public string Operation { get; init; } = "addition";

    public NumberOperationOutputs Run(NodeContext context)
    {
        var result = Numbers.Calculate(Operation, NumberA, NumberB);
        return new(result, Numbers.Of(result), WholeNumbers.Truncate(Numbers.Of(result)));
    }
}
