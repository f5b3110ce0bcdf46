using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("MaskFlip+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask Flip", Category = "essentials/mask", Description = "Mirrors masks.")]
public sealed class MaskFlip : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Choices = ["x", "y", "xy"])]
    public string Axis { get; init; } = "x";

    public Mask Run(NodeContext context)
    {
        var values = Axis.Contains('x', StringComparison.Ordinal) ? Turns.Flip(Mask.Values, 2) : Mask.Values;
        return new Mask(Axis.Contains('y', StringComparison.Ordinal) ? Turns.Flip(values, 1) : values);
    }
}
