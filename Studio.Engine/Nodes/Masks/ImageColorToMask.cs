using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("ImageColorToMask", DisplayName = "Convert Image Color to Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask",
    SchemaStyle = true)]
public sealed class ImageColorToMask : INode<Mask>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 16777215, Step = 1, Display = "number")]
    public int Color { get; init; }

    public Mask Run(NodeContext context)
    {
        var mask = new Tensor(Image.Count, Image.Height, Image.Width);
        for (var i = 0; i < mask.Length; i++)
        {
            var pixel = Image.Pixels.Span.Slice(i * Image.Channels, 3);
            mask.Span[i] = ((Byte(pixel[0]) << 16) + (Byte(pixel[1]) << 8) + Byte(pixel[2])) == Color ? 1 : 0;
        }
        return new Mask(mask);
    }

    private static int Byte(float value) => (int)MathF.Round(Math.Clamp(value, 0, 1) * 255);
}
