using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("InstructPixToPixConditioning", Category = "model/conditioning/instructpix2pix", PythonModule = "comfy_extras.nodes_ip2p",
    SchemaStyle = true,
    Description = "Shows a model for editing the picture that the text speaks of.")]
public sealed class InstructPixToPixConditioning(LatentCodec codec) : INode<PictureConditioning>
{
    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input]
    public required Image Pixels { get; init; }

    public PictureConditioning Run(NodeContext context)
    {
        // the encoder cuts the picture to a multiple of its factor, around the centre
        var seen = codec.Encode(Vae, Pixels.Pixels, context.CancellationToken);
        return new PictureConditioning(PictureConditioning.Show(Positive, seen), PictureConditioning.Show(Negative, seen),
            new Latent(seen.ZerosLike()));
    }
}
