using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Shuffle", Pack = WasPack.Name, DisplayName = "Text Shuffle", Category = "WAS Suite/Text/Operations",
    Description = "The parts of a text in an order drawn by the seed.")]
public sealed class TextShuffle : INode<string>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    [Input]
    public string Separator { get; init; } = ",";

    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong Seed { get; init; }

    public string Run(NodeContext context)
    {
        if (Separator.Length == 0)
            throw new EngineException(EngineError.BadPrompt, "Text Shuffle needs a separator to part the text at.");
        var parts = Text.Split(Separator);
        new PythonRandom(Seed).Shuffle(parts);
        return string.Join(Separator, parts);
    }
}
