using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_ShrinkMask", Pack = InpaintPack.Name, DisplayName = "Shrink Mask", Category = InpaintPack.Category, SchemaStyle = true,
    Description = "A mask shrunk by a square of pixels and then blurred.")]
public sealed class ShrinkMask : INode<MaskResult>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 8096, Step = 1)]
    public int Shrink { get; init; } = 16;

    [Input(Min = 0, Max = 8096, Step = 1)]
    public int Blur { get; init; } = 7;

    [Input(Choices = [EvenBlur.Box, EvenBlur.Linear, EvenBlur.Gaussian])]
    public string BlurType { get; init; } = EvenBlur.Gaussian;

    public MaskResult Run(NodeContext context)
    {
        var shrunk = Shrink > 0 ? BinaryMorphology.Eroded(Mask.Values, Shrink) : Mask.Values;
        return new(new Mask(EvenBlur.Planes(shrunk, Blur, BlurType, context.CancellationToken)));
    }
}
