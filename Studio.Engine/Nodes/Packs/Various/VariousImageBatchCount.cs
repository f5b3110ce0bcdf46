using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWImageBatchCount", Pack = VariousPack.Name, DisplayName = "Get Image Batch Count", Category = "jamesWalker55",
    Description = "How many pictures there are.")]
public sealed class VariousImageBatchCount : INode<long>
{
    [Input]
    public required Image Images { get; init; }

    public long Run(NodeContext context) => Images.Count;
}
