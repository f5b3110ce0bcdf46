using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Multiline", Pack = WasPack.Name, DisplayName = "Text Multiline", Category = "WAS Suite/Text",
    Description = "A text without the lines that begin with #, its tokens filled in.")]
public sealed class TextMultiline(TextTokens tokens) : INode<string>
{
    [Input(Multiline = true, DynamicPrompts = true)]
    public string Text { get; init; } = "";

    public string Run(NodeContext context)
    {
        var lines = PythonPatterns.Lines(Text).Where(line => !line.TrimStart().StartsWith('#'));
        return tokens.Replaced(string.Join('\n', lines), context);
    }
}
