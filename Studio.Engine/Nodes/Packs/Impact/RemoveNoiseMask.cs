using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("RemoveNoiseMask", Pack = ImpactPack.Name, DisplayName = "Remove Noise Mask", Category = "ImpactPack/Util",
    Description = "A latent that is repainted whole.")]
public sealed class RemoveNoiseMask : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    public Latent Run(NodeContext context) => Samples with { NoiseMask = null };
}
