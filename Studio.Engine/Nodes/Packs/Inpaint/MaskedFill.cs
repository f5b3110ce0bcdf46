using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_MaskedFill", Pack = InpaintPack.Name, DisplayName = "Fill Masked Area", Category = InpaintPack.Category, SchemaStyle = true,
    Description = "A picture whose masked part is grey, or goes on with what is around it.")]
public sealed class MaskedFill : INode<ImageResult>
{
    private const string Neutral = "neutral";
    private const string Telea = "telea";

    [Input]
    public required Image Image { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Choices = [Neutral, Telea, "navier-stokes"])]
    public required string Fill { get; init; }

    [Input(Min = 0, Max = 8191, Step = 1)]
    public int Falloff { get; init; }

    public ImageResult Run(NodeContext context)
    {
        var area = MaskedArea.Of(Image, Mask, Falloff, context.CancellationToken);
        if (Fill == Neutral)
            return new(MaskedArea.Blended(Image, Mixing.Each(Image.Pixels, _ => 0.5f), area));
        var pictures = Enumerable.Range(0, Image.Count).Select(index => Filled(index, area.Slice(index), context)).ToList();
        return new(MaskedArea.Blended(Image, Mixing.WithChannels(Tensor.Stack(pictures), Image.Channels), area));
    }

    private Tensor Filled(int index, Tensor area, NodeContext context)
    {
        var picture = RgbImage.FromTensor(Image.Pixels.Slice(index)).WithoutAlpha();
        var hole = new bool[area.Length];
        for (var i = 0; i < hole.Length; i++)
            hole[i] = (byte)(area.Span[i] * 255) > 0;
        var filled = MarchingFill.Fill(picture, hole, Fill == Telea, context.CancellationToken);
        return filled.ToTensor();
    }
}
