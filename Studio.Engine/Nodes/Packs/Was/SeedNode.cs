using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record SeedNodeOutputs([Output("seed", Type = "SEED")] object? Seed, [Output("number", Type = "NUMBER")] object? Number,
    [Output("float")] double Float, [Output("int")] ulong Int);

[Node("Seed", Pack = WasPack.Name, DisplayName = "Seed", Category = "WAS Suite/Number", Description = "A seed in every shape.")]
public sealed class SeedNode : INode<SeedNodeOutputs>
{
    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong Seed { get; init; }

    public SeedNodeOutputs Run(NodeContext context) =>
        new(new NamedValues(new Dictionary<string, object?> { ["seed"] = Seed }), Seed, Seed, Seed);
}
