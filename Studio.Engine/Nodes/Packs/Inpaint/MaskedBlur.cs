using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_MaskedBlur", Pack = InpaintPack.Name, DisplayName = "Blur Masked Area", Category = InpaintPack.Category, SchemaStyle = true,
    Description = "A picture that is blurred where a mask says.")]
public sealed class MaskedBlur : INode<ImageResult>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 3, Max = 8191, Step = 1)]
    public int Blur { get; init; } = 255;

    [Input(Min = 0, Max = 8191, Step = 1)]
    public int Falloff { get; init; }

    public ImageResult Run(NodeContext context)
    {
        var falloff = Math.Min(EvenBlur.Odd(Falloff), EvenBlur.Odd(Blur) - 2);
        var area = MaskedArea.Of(Image, Mask, falloff, context.CancellationToken);
        return new(MaskedArea.Blended(Image, EvenBlur.Pixels(Image.Pixels, Blur, context.CancellationToken), area));
    }
}
