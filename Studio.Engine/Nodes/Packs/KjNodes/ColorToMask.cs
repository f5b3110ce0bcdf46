using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("ColorToMask", Pack = KjNodesPack.Name, DisplayName = "Color To Mask", Category = "KJNodes/masking",
    Description = "Marks one colour and what is near it.")]
public sealed class ColorToMask : INode<Mask>
{
    [Input] public required Image Images { get; init; }
    [Input] public bool Invert { get; init; }
    [Input(Min = 0, Max = 255, Step = 1)] public int Red { get; init; }
    [Input(Min = 0, Max = 255, Step = 1)] public int Green { get; init; }
    [Input(Min = 0, Max = 255, Step = 1)] public int Blue { get; init; }
    [Input(Min = 0, Max = 255, Step = 1)] public int Threshold { get; init; } = 10;
    [Input(Min = 1, Max = 4096, Step = 1)] public int PerBatch { get; init; } = 16;

    public Mask Run(NodeContext context)
    {
        var mask = new Tensor(Images.Count, Images.Height, Images.Width);
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var colour = Images.Pixels.Span.Slice(pixel * Images.Channels, 3);
            var distance = Math.Sqrt(Math.Pow((colour[0] * 255) - Red, 2) + Math.Pow((colour[1] * 255) - Green, 2)
                + Math.Pow((colour[2] * 255) - Blue, 2));
            mask.Span[pixel] = (distance <= Threshold) != Invert ? 1 : 0;
        }
        return new Mask(mask);
    }
}
