using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("RegexExtract", DisplayName = "Extract Text", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "What a pattern finds.")]
public sealed class RegexExtract : INode<string>
{
    [Input(Name = "string", Multiline = true)] public required string Text { get; init; }
    [Input(Multiline = true)] public required string RegexPattern { get; init; }
    [Input(Choices = ["First Match", "All Matches", "First Group", "All Groups"])] public string Mode { get; init; } = "First Match";
    [Input] public bool CaseInsensitive { get; init; } = true;
    [Input] public bool Multiline { get; init; }
    [Input] public bool Dotall { get; init; }
    [Input(Min = 0, Max = 100)] public int GroupIndex { get; init; } = 1;

    public string Run(NodeContext context) =>
        PatternSearch.OrNothing(RegexPattern, PatternSearch.Options(CaseInsensitive, Multiline, Dotall), regex => Mode switch
        {
            "First Match" => regex.Match(Text).Value,
            "All Matches" => string.Join('\n', regex.Matches(Text).Select(match => match.Groups[match.Groups.Count > 1 ? 1 : 0].Value)),
            "First Group" => regex.Match(Text).Groups[GroupIndex].Value,
            _ => string.Join('\n', regex.Matches(Text).Select(match => match.Groups[GroupIndex]).Where(group => group.Success)
                .Select(group => group.Value)),
        }, "");
}
