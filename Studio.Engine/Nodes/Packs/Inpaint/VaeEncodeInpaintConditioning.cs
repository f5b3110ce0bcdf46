using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Inpaint;

public sealed record InpaintLatents([Output("positive")] Conditioning Positive, [Output("negative")] Conditioning Negative,
    [Output("latent inpaint")] Latent Inpaint, [Output("latent samples")] Latent Samples);

[Node("INPAINT_VAEEncodeInpaintConditioning", Pack = InpaintPack.Name, DisplayName = "VAE Encode & Inpaint Conditioning",
    Category = InpaintPack.Category, SchemaStyle = true,
    Description = "Shows a model for inpainting the picture and where to repaint it, and gives the masked picture besides.")]
public sealed class VaeEncodeInpaintConditioning(LatentCodec codec) : INode<InpaintLatents>
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

    public InpaintLatents Run(NodeContext context)
    {
        var shown = new InpaintModelConditioning(codec)
        {
            Positive = Positive,
            Negative = Negative,
            Vae = Vae,
            Pixels = Pixels,
            Mask = Mask,
        }.Run(context);
        var (seen, mask) = (shown.Positive.Entries[0].ConcatLatent!, shown.Latent.NoiseMask!);
        return new(shown.Positive, shown.Negative, new Latent(seen, Mixing.Each(mask, MathF.Round)), shown.Latent);
    }
}
