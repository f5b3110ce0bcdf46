using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("StringSubstring", DisplayName = "Substring", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "Part of a text; negative places count from its end.")]
public sealed class StringSubstring : INode<string>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    [Input]
    public required long Start { get; init; }

    [Input]
    public required long End { get; init; }

    public string Run(NodeContext context)
    {
        var runes = Text.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        int Place(long at) => (int)Math.Clamp(at < 0 ? at + runes.Count : at, 0, runes.Count);
        return string.Concat(runes.Take(Place(End)).Skip(Place(Start)));
    }
}
