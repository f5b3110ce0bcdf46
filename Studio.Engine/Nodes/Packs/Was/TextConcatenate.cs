using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Concatenate", Pack = WasPack.Name, DisplayName = "Text Concatenate", Category = "WAS Suite/Text",
    Description = "Joins texts; empty ones are left out.")]
public sealed class TextConcatenate : INode<string>, IMoreInputs
{
    [Input]
    public string Delimiter { get; init; } = ", ";

    [Input(Choices = ["true", "false"])]
    public string CleanWhitespace { get; init; } = "true";

    public static IReadOnlyList<InputSpec> MoreInputs => LinkedTexts.From('a', 'd');

    /// <summary>text_a to text_d, and whatever else is linked.</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public string Run(NodeContext context)
    {
        var isClean = CleanWhitespace == "true";
        var parts = Inputs.Where(input => input.Value is string).OrderBy(input => input.Key, StringComparer.Ordinal)
            .Select(input => isClean ? ((string)input.Value!).Trim() : (string)input.Value!).Where(text => text.Length > 0);
        return string.Join(Delimiter is "\\n" or "\n" ? "\n" : Delimiter, parts);
    }
}
