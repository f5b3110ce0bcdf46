using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

/// <summary>Inputs text_a, text_b, ... that are only linked.</summary>
internal static class LinkedTexts
{
    public static IReadOnlyList<InputSpec> From(char first, char last) => [.. Enumerable.Range(first, last - first + 1)
        .Select(letter => new InputSpec($"text_{(char)letter}", WireTypes.String, Options: new InputAttribute { ForceInput = true }))];
}
