using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record TextStringOutputs([Output("TEXT")] string Text, [Output("TEXT_B")] string TextB, [Output("TEXT_C")] string TextC,
    [Output("TEXT_D")] string TextD);

[Node("Text String", Pack = WasPack.Name, DisplayName = "Text String", Category = "WAS Suite/Text",
    Description = "Up to four texts, their tokens filled in.")]
public sealed class TextString(TextTokens tokens) : INode<TextStringOutputs>
{
    [Input]
    public string Text { get; init; } = "";

    [Input]
    public string? TextB { get; init; } = "";

    [Input]
    public string? TextC { get; init; } = "";

    [Input]
    public string? TextD { get; init; } = "";

    public TextStringOutputs Run(NodeContext context) =>
        new(tokens.Replaced(Text, context), tokens.Replaced(TextB ?? "", context), tokens.Replaced(TextC ?? "", context),
            tokens.Replaced(TextD ?? "", context));
}
