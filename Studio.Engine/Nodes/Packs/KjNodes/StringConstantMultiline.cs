using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("StringConstantMultiline", Pack = KjNodesPack.Name, DisplayName = "String Constant Multiline", Category = "KJNodes/constants",
    Description = "A text of several lines.")]
public sealed class StringConstantMultiline : INode<string>
{
    [Input(Name = "string", Multiline = true)]
    public string Text { get; init; } = "";

    [Input]
    public bool StripNewlines { get; init; } = true;

    public string Run(NodeContext context) => StripNewlines ? Text.Replace("\n", "", StringComparison.Ordinal).Trim() : Text;
}
