using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record TextFindAndReplaceInputOutputs([Output("result_text")] string ResultText,
    [Output("replacement_count_number", Type = "NUMBER")] object? ReplacementCountNumber,
    [Output("replacement_count_float")] double ReplacementCountFloat, [Output("replacement_count_int")] long ReplacementCountInt);

[Node("Text Find and Replace Input", Pack = WasPack.Name, DisplayName = "Text Find and Replace Input", Category = "WAS Suite/Text/Search",
    Description = "Replaces a text until it is found no more.")]
public sealed class TextFindAndReplaceInput : INode<TextFindAndReplaceInputOutputs>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    [Input(ForceInput = true)]
    public required string Find { get; init; }

    [Input(ForceInput = true)]
    public required string Replace { get; init; }

    public TextFindAndReplaceInputOutputs Run(NodeContext context)
    {
        if (Find.Length == 0 || (Replace.Contains(Find, StringComparison.Ordinal) && Text.Contains(Find, StringComparison.Ordinal)))
            throw new EngineException(EngineError.BadPrompt,
                "The text to find is empty or part of what replaces it, so this would never end.");
        var (text, count) = (Text, 0);
        for (; text.IndexOf(Find, StringComparison.Ordinal) is >= 0 and var at; count++)
            text = string.Concat(text.AsSpan(0, at), Replace, text.AsSpan(at + Find.Length));
        return new(text, count, count, count);
    }
}
