using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text to Console", Pack = WasPack.Name, DisplayName = "Text to Console", Category = "WAS Suite/Debug", IsOutput = true,
    Description = "Hands on a text.")]
public sealed class TextToConsole : INode<string>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    [Input]
    public string Label { get; init; } = "Text Output";

    public string Run(NodeContext context) => Text;
}
