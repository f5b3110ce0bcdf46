using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchImageOutputs([Output("image")] Image Image);

[Node("Switch image [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch image", Category = "crystools 🪛/Switch",
    Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class SwitchImage : INode<SwitchImageOutputs>, ILazyInputs
{
    [Input(Lazy = true)]
    public required Image? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required Image? OnFalse { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public SwitchImageOutputs Run(NodeContext context) => new((Boolean ? OnTrue : OnFalse)!);
}
