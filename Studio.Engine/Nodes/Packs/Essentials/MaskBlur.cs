using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("MaskBlur+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask Blur", Category = "essentials/mask", Description = "Blurs masks.")]
public sealed class MaskBlur : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 256, Step = 1)]
    public int Amount { get; init; } = 6;

    [Input(Choices = ["auto", "cpu", "gpu"])]
    public string Device { get; init; } = "auto";

    public Mask Run(NodeContext context) => new(TorchBlur.Planes(Mask.Values, Amount));
}
