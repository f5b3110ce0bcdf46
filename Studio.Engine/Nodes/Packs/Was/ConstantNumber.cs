using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record ConstantNumberOutputs([Output("NUMBER", Type = "NUMBER")] object? Number, double Float, long Int);

[Node("Constant Number", Pack = WasPack.Name, DisplayName = "Constant Number", Category = "WAS Suite/Number",
    Description = "A number of a chosen kind.")]
public sealed class ConstantNumber : INode<ConstantNumberOutputs>
{
    [Input(Choices = ["integer", "float", "bool"])]
    public string NumberType { get; init; } = "integer";

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 0.01)]
    public double Number { get; init; }

    [Input(ForceInput = true)]
    public string? NumberAsText { get; init; }

    public ConstantNumberOutputs Run(NodeContext context)
    {
        var number = NumberAsText is { Length: > 0 } text ? PythonValues.Float(JsonValue.Create(text)) : Number;
        return NumberType switch
        {
            "integer" => new(WholeNumbers.Truncate(number), number, WholeNumbers.Truncate(number)),
            "bool" => new(number > 0 ? 1L : 0L, number > 0 ? 1 : 0, number > 0 ? 1 : 0),
            _ => new(number, number, WholeNumbers.Truncate(number)),
        };
    }
}
