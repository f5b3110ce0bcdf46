using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("RemoveLatentMask+", Pack = EssentialsPack.Name, DisplayName = "🔧 Remove Latent Mask", Category = "essentials/utilities",
    Description = "A latent that is repainted whole.")]
public sealed class RemoveLatentMask : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    public Latent Run(NodeContext context) => Samples with { NoiseMask = null };
}
