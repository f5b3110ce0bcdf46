using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Random Line", Pack = WasPack.Name, DisplayName = "Text Random Line", Category = "WAS Suite/Text",
    Description = "One line of a text, drawn by the seed.")]
public sealed class TextRandomLine : INode<string>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong Seed { get; init; }

    public string Run(NodeContext context) => new PythonRandom(Seed).Choice(Text.Split('\n'));
}
