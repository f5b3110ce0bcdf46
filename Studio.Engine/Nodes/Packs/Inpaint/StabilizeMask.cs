using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_StabilizeMask", Pack = InpaintPack.Name, DisplayName = "Stabilize Mask", Category = InpaintPack.Category,
    SchemaStyle = true, Description = "A mask in which what is nearly one is one.")]
public sealed class StabilizeMask : INode<MaskResult>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.0001)]
    public double Epsilon { get; init; } = 0.01;

    public MaskResult Run(NodeContext context) =>
        new(new Mask(Mixing.Each(Mask.Values, value => value > (float)(1 - Epsilon) ? 1 : value)));
}
