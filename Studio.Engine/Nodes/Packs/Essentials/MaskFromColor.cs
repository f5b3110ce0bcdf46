using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("MaskFromColor+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask From Color", Category = "essentials/mask",
    Description = "Marks one colour.")]
public sealed class MaskFromColor : INode<Mask>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 255, Step = 1)]
    public int Red { get; init; } = 255;

    [Input(Min = 0, Max = 255, Step = 1)]
    public int Green { get; init; } = 255;

    [Input(Min = 0, Max = 255, Step = 1)]
    public int Blue { get; init; } = 255;

    [Input(Min = 0, Max = 127, Step = 1)]
    public int Threshold { get; init; }

    public Mask Run(NodeContext context)
    {
        var wanted = new[] { Red, Green, Blue };
        var mask = new Tensor(Image.Count, Image.Height, Image.Width);
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var isNear = true;
            for (var c = 0; c < 3; c++)
            {
                var value = MathF.Round(255 * Math.Clamp(Image.Pixels.Span[(pixel * Image.Channels) + c], 0, 1));
                isNear &= value >= Math.Max(wanted[c] - Threshold, 0) && value <= Math.Min(wanted[c] + Threshold, 255);
            }
            mask.Span[pixel] = isNear ? 1 : 0;
        }
        return new Mask(mask);
    }
}
