using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("MaskSmooth+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask Smooth", Category = "essentials/mask",
    Description = "Marks what the blur of a mask reaches.")]
public sealed class MaskSmooth : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 127, Step = 1)]
    public int Amount { get; init; }

    public Mask Run(NodeContext context) =>
        Amount <= 0 ? Mask : new(Mixing.Each(TorchBlur.Planes(Mixing.Each(Mask.Values, value => value > 0.5f ? 1 : 0), Amount),
            value => value != 0 ? 1 : 0));
}
