using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Contains", Pack = WasPack.Name, DisplayName = "Text Contains", Category = "WAS Suite/Logic",
    Description = "Whether a text holds another.")]
public sealed class TextContains : INode<bool>
{
    [Input]
    public string Text { get; init; } = "";

    [Input]
    public string SubText { get; init; } = "";

    [Input]
    public bool? CaseInsensitive { get; init; } = true;

    public bool Run(NodeContext context) =>
        Text.Contains(SubText, CaseInsensitive == true ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
