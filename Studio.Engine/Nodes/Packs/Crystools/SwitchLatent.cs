using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchLatentOutputs([Output("latent")] Latent Latent);

[Node("Switch latent [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch latent", Category = "crystools 🪛/Switch",
    Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class SwitchLatent : INode<SwitchLatentOutputs>, ILazyInputs
{
    [Input(Lazy = true)]
    public required Latent? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required Latent? OnFalse { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public SwitchLatentOutputs Run(NodeContext context) => new((Boolean ? OnTrue : OnFalse)!);
}
