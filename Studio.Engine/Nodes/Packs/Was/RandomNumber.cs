using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record RandomNumberOutputs([Output("NUMBER", Type = "NUMBER")] object? Number, double Float, long Int);

[Node("Random Number", Pack = WasPack.Name, DisplayName = "Random Number", Category = "WAS Suite/Number",
    Description = "A number drawn by the seed.")]
public sealed class RandomNumber : INode<RandomNumberOutputs>
{
    [Input(Choices = ["integer", "float", "bool"])]
    public string NumberType { get; init; } = "integer";

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public double Minimum { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public double Maximum { get; init; }

    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong Seed { get; init; }

    public RandomNumberOutputs Run(NodeContext context)
    {
        var random = new PythonRandom(Seed);
        object number = NumberType switch
        {
            "integer" => (object)random.Integer(WholeNumbers.Truncate(Minimum), WholeNumbers.Truncate(Maximum)),
            "float" => random.Uniform(Minimum, Maximum),
            "bool" => random.Next(),
            _ => 0L,
        };
        return new(number, Numbers.Of(number), (long)Math.Round(Numbers.Of(number)));
    }
}
