using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("SimpleMathBoolean+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Boolean", Category = "essentials/utilities",
    Description = "A yes or no.")]
public sealed class SimpleMathBoolean : INode<bool>
{
    [Input]
    public bool Value { get; init; }

    public bool Run(NodeContext context) => Value;
}
