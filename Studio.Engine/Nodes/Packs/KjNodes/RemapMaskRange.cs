using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record RemapMaskRangeOutputs([Output("mask")] Mask Mask);

[Node("RemapMaskRange", Pack = KjNodesPack.Name, DisplayName = "Remap Mask Range", Category = "KJNodes/masking",
    Description = "Puts the values of masks between two others.")]
public sealed class RemapMaskRange : INode<RemapMaskRangeOutputs>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = -10, Max = 1, Step = 0.01)]
    public double Min { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Max { get; init; } = 1;

    public RemapMaskRangeOutputs Run(NodeContext context)
    {
        var largest = System.Numerics.Tensors.TensorPrimitives.Max<float>(Mask.Values.Span);
        largest = largest == 0 ? 1 : largest;
        return new(new Mask(Mixing.Each(Mask.Values, value => Math.Clamp((float)(Min + (value / largest * (Max - Min))), 0, 1))));
    }
}
