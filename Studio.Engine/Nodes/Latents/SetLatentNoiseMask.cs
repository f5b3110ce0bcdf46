using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SetLatentNoiseMask", DisplayName = "Set Latent Noise Mask", Category = "model/latent")]
public sealed class SetLatentNoiseMask : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    public Latent Run(NodeContext context) => Samples with { NoiseMask = Mask.Values };
}
