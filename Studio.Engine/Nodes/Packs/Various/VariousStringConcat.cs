using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWStringConcat", Pack = VariousPack.Name, DisplayName = "String Concatenate", Category = "jamesWalker55",
    Description = "Two texts as one.")]
public sealed class VariousStringConcat : INode<string>
{
    [Input]
    public string A { get; init; } = "";

    [Input]
    public string B { get; init; } = "";

    public string Run(NodeContext context) => A + B;
}
