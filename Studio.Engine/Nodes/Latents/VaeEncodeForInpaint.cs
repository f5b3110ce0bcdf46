using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAEEncodeForInpaint", DisplayName = "VAE Encode (for Inpainting)", Category = "model/latent")]
public sealed class VaeEncodeForInpaint(LatentCodec codec) : INode<Latent>
{
    [Input]
    public required Image Pixels { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 64, Step = 1)]
    public int GrowMaskBy { get; init; } = 6;

    public Latent Run(NodeContext context)
    {
        int height = Pixels.Height / Vae.Factor * Vae.Factor, width = Pixels.Width / Vae.Factor * Vae.Factor;
        int top = Pixels.Height % Vae.Factor / 2, left = Pixels.Width % Vae.Factor / 2;
        var pixels = Planes.CropPixels(Pixels.Pixels, top, left, height, width);
        var mask = Planes.Crop(Masks.Resize(Mask, Pixels.Width, Pixels.Height).Values, top, left, height, width);
        var grey = Inpainting.Grey(pixels, InpaintMask.Grow(mask, 0));
        return new Latent(codec.Encode(Vae, grey, context.CancellationToken), InpaintMask.Grow(mask, GrowMaskBy));
    }
}
