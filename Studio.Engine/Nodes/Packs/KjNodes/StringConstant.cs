using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("StringConstant", Pack = KjNodesPack.Name, DisplayName = "String Constant", Category = "KJNodes/constants", Description = "A text.")]
public sealed class StringConstant : INode<string>
{
    [Input(Name = "string")]
    public string Text { get; init; } = "";

    public string Run(NodeContext context) => Text;
}
