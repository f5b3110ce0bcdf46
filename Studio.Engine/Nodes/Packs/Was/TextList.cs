using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record TextListOutputs([Output("LIST", Type = "LIST")] object? List);

[Node("Text List", Pack = WasPack.Name, DisplayName = "Text List", Category = "WAS Suite/Text", Description = "Several texts as a list.")]
public sealed class TextList : INode<TextListOutputs>, IMoreInputs
{
    public static IReadOnlyList<InputSpec> MoreInputs => LinkedTexts.From('a', 'g');

    /// <summary>text_a to text_g.</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public TextListOutputs Run(NodeContext context) =>
        new(new Bundle([.. Inputs.Where(input => input.Value is string).OrderBy(input => input.Key, StringComparer.Ordinal)
            .Select(input => input.Value)]));
}
