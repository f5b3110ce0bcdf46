using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("MaskToImage", DisplayName = "Convert Mask to Image", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask",
    SchemaStyle = true)]
public sealed class MaskToImage : INode<Image>
{
    [Input]
    public required Mask Mask { get; init; }

    public Image Run(NodeContext context)
    {
        var values = Mask.Values;
        var pixels = new Tensor(values.Size(0), values.Size(1), values.Size(2), 3);
        for (var i = 0; i < values.Length; i++)
            pixels.Span.Slice(i * 3, 3).Fill(values.Span[i]);
        return new Image(pixels);
    }
}
