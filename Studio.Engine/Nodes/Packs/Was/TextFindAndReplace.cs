using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record TextFindAndReplaceOutputs([Output("result_text")] string ResultText,
    [Output("replacement_count_number", Type = "NUMBER")] object? ReplacementCountNumber,
    [Output("replacement_count_float")] double ReplacementCountFloat, [Output("replacement_count_int")] long ReplacementCountInt);

[Node("Text Find and Replace", Pack = WasPack.Name, DisplayName = "Text Find and Replace", Category = "WAS Suite/Text/Search",
    Description = "Replaces what a regular expression finds.")]
public sealed class TextFindAndReplace : INode<TextFindAndReplaceOutputs>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    [Input]
    public string Find { get; init; } = "";

    [Input]
    public string Replace { get; init; } = "";

    public TextFindAndReplaceOutputs Run(NodeContext context)
    {
        var (text, count) = PythonPatterns.Substituted(Text, Find, Replace);
        return new(text, count, count, count);
    }
}
