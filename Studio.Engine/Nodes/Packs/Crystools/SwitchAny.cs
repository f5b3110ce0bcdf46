using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchAnyOutputs([Output("*")] object? Value);

[Node("Switch any [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch any", Category = "crystools 🪛/Switch",
    Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class SwitchAny : INode<SwitchAnyOutputs>, ILazyInputs
{
    [Input(Lazy = true)]
    public required object? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required object? OnFalse { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public SwitchAnyOutputs Run(NodeContext context) => new(Boolean ? OnTrue : OnFalse);
}
