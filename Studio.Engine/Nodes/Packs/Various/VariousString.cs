using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWString", Pack = VariousPack.Name, DisplayName = "String", Category = "jamesWalker55", Description = "A text.")]
public sealed class VariousString : INode<string>
{
    [Input]
    public string Text { get; init; } = "";

    public string Run(NodeContext context) => Text;
}
