using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWStringReplace", Pack = VariousPack.Name, DisplayName = "String Replace", Category = "jamesWalker55",
    Description = "A text with another replaced in it.")]
public sealed class VariousStringReplace : INode<string>
{
    [Input]
    public string Source { get; init; } = "";

    [Input]
    public string ToReplace { get; init; } = "";

    [Input]
    public string ReplaceWith { get; init; } = "";

    public string Run(NodeContext context) => PythonPatterns.ReplaceAll(Source, ToReplace, ReplaceWith);
}
