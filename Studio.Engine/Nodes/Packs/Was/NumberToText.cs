using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Number to Text", Pack = WasPack.Name, DisplayName = "Number to Text", Category = "WAS Suite/Number/Operations",
    Description = "A number as a text.")]
public sealed class NumberToText : INode<string>
{
    [Input(Type = "NUMBER")]
    public required object Number { get; init; }

    public string Run(NodeContext context) => ValueText.Of(Number);
}
