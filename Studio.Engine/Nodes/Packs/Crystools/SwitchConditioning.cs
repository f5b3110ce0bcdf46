using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchConditioningOutputs([Output("conditioning")] Conditioning Conditioning);

[Node("Switch conditioning [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch conditioning",
    Category = "crystools 🪛/Switch", Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class SwitchConditioning : INode<SwitchConditioningOutputs>, ILazyInputs
{
    [Input(Lazy = true)]
    public required Conditioning? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required Conditioning? OnFalse { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public SwitchConditioningOutputs Run(NodeContext context) => new((Boolean ? OnTrue : OnFalse)!);
}
