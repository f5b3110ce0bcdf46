using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchStringOutputs([Output("string")] string String);

[Node("Switch string [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch string", Category = "crystools 🪛/Switch",
    Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class SwitchString : INode<SwitchStringOutputs>, ILazyInputs
{
    [Input(Lazy = true)]
    public required string? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required string? OnFalse { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public SwitchStringOutputs Run(NodeContext context) => new((Boolean ? OnTrue : OnFalse)!);
}
