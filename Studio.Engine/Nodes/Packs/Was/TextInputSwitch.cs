using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Input Switch", Pack = WasPack.Name, DisplayName = "Text Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two texts.")]
public sealed class TextInputSwitch : INode<string>
{
    [Input(ForceInput = true)]
    public required string TextA { get; init; }

    [Input(ForceInput = true)]
    public required string TextB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public string Run(NodeContext context) => Boolean ? TextA : TextB;
}
