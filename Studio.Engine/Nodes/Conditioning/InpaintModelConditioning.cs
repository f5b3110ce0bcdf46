using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("InpaintModelConditioning", DisplayName = "InpaintModelConditioning", Category = "model/conditioning",
    Description = "Shows a model for inpainting the picture, and where to repaint it.")]
public sealed class InpaintModelConditioning(LatentCodec codec) : INode<PictureConditioning>
{
    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input]
    public required Image Pixels { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Tooltip = "Also keeps the rest of the picture as it is. That may help, or disturb the model.")]
    public bool NoiseMask { get; init; } = true;

    public PictureConditioning Run(NodeContext context)
    {
        int height = Pixels.Height / Vae.Factor * Vae.Factor, width = Pixels.Width / Vae.Factor * Vae.Factor;
        int top = Pixels.Height % Vae.Factor / 2, left = Pixels.Width % Vae.Factor / 2;
        var pixels = Planes.CropPixels(Pixels.Pixels, top, left, height, width);
        var mask = Planes.Crop(Masks.Resize(Mask, Pixels.Width, Pixels.Height).Values, top, left, height, width);
        var seen = codec.Encode(Vae, Inpainting.Grey(pixels, InpaintMask.Grow(mask, 0)), context.CancellationToken);
        var original = codec.Encode(Vae, pixels, context.CancellationToken);
        return new PictureConditioning(
            PictureConditioning.Show(Positive, seen, mask),
            PictureConditioning.Show(Negative, seen, mask),
            new Latent(original, NoiseMask ? mask : null));
    }
}
