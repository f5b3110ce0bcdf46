using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.ControlAux;

[Node("InpaintPreprocessor", Pack = ControlAuxPack.Name, DisplayName = "Inpaint Preprocessor",
    Category = "ControlNet Preprocessors/others", Description = "A picture whose masked part is marked for an inpainting ControlNet.")]
public sealed class InpaintPreprocessor : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input]
    public bool? BlackPixelForXinsirCn { get; init; } = false;

    public Image Run(NodeContext context)
    {
        var pixels = Mixing.WithChannels(Image.Pixels, 3).Clone();
        var mask = Batches.Fit(Resample.Planes(Mask.Values, Image.Width, Image.Height, ResampleMethod.Bilinear), Image.Count);
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            if (mask.Span[pixel] > 0.5f)
                pixels.Span.Slice(pixel * 3, 3).Fill(BlackPixelForXinsirCn == true ? 0 : -1);
        }
        return new Image(pixels);
    }
}
