using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("ImagePadForOutpaint", DisplayName = "Pad Image for Outpainting", Category = "image/transform")]
public sealed class ImagePadForOutpaint : INode<ImageAndMask>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Left { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Top { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Right { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Bottom { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1, Advanced = true)]
    public int Feathering { get; init; } = 40;

    public ImageAndMask Run(NodeContext context)
    {
        var (height, width) = (Image.Height + Top + Bottom, Image.Width + Left + Right);
        var pixels = new Tensor(Image.Count, height, width, Image.Channels);
        pixels.Span.Fill(0.5f);
        var mask = new Tensor(1, height, width);
        mask.Span.Fill(1);
        var edge = Feathers.Outer(Image.Height, Image.Width, Feathering, new Sides(Top > 0, Left > 0, Bottom > 0, Right > 0));
        return new ImageAndMask(
            new Image(Compositing.PutPixels(pixels, Image.Pixels, null, Top, Left, resize: false)),
            new Mask(Compositing.PutPlanes(mask.Reshape(1, 1, height, width), edge.Reshape(1, 1, Image.Height, Image.Width), null, Top,
                Left, resize: false)
                .Reshape(1, height, width)));
    }
}
