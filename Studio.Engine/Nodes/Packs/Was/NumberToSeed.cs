using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record NumberToSeedOutputs([Output("SEED", Type = "SEED")] object? Seed);

[Node("Number to Seed", Pack = WasPack.Name, DisplayName = "Number to Seed", Category = "WAS Suite/Number/Operations",
    Description = "A number as a seed.")]
public sealed class NumberToSeed : INode<NumberToSeedOutputs>
{
    [Input(Type = "NUMBER")]
    public required object Number { get; init; }

    public NumberToSeedOutputs Run(NodeContext context) => new(new NamedValues(new Dictionary<string, object?> { ["seed"] = Number }));
}
