using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text List to Text", Pack = WasPack.Name, DisplayName = "Text List to Text", Category = "WAS Suite/Text",
    Description = "A list of texts as one.")]
public sealed class TextListToText : INode<string>
{
    [Input]
    public string Delimiter { get; init; } = ", ";

    [Input(Type = "LIST", ForceInput = true)]
    public required object TextList { get; init; }

    public string Run(NodeContext context) =>
        string.Join(Delimiter is "\\n" or "\n" ? "\n" : Delimiter,
            TextList is Bundle list ? list.Values.Select(ValueText.Of) : [ValueText.Of(TextList)]);
}
