using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("String to Text", Pack = WasPack.Name, DisplayName = "String to Text", Category = "WAS Suite/Text/Operations",
    Description = "Hands on a text.")]
public sealed class StringToText : INode<string>
{
    [Input(Name = "string")]
    public required string StringValue { get; init; }

    public string Run(NodeContext context) => StringValue;
}
