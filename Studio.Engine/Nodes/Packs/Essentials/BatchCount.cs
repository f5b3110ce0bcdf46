using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("BatchCount+", Pack = EssentialsPack.Name, DisplayName = "🔧 Batch Count", Category = "essentials/utilities",
    Description = "How many entries a batch has.")]
public sealed class BatchCount : INode<long>
{
    [Input]
    public required object? Batch { get; init; }

    public long Run(NodeContext context) =>
        Batch switch
        {
            Image image => image.Count,
            Mask mask => mask.Values.Size(0),
            Latent latent => latent.Samples.Size(0),
            NamedValues named => named.Values.Count,
            Bundle bundle => bundle.Values.Count,
            _ => 0,
        };
}
