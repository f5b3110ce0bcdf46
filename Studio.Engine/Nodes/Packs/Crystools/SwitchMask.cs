using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchMaskOutputs([Output("mask")] Mask Mask);

[Node("Switch mask [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch mask", Category = "crystools 🪛/Switch",
    Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class SwitchMask : INode<SwitchMaskOutputs>, ILazyInputs
{
    [Input(Lazy = true)]
    public required Mask? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required Mask? OnFalse { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public SwitchMaskOutputs Run(NodeContext context) => new((Boolean ? OnTrue : OnFalse)!);
}
