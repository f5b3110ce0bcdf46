using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

public sealed record RegexMatchOutputs([Output("matches")] bool Matches);

[Node("RegexMatch", DisplayName = "Match Text", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "Whether a pattern is found; one that is none is not.")]
public sealed class RegexMatch : INode<RegexMatchOutputs>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    [Input(Multiline = true)]
    public required string RegexPattern { get; init; }

    [Input]
    public bool CaseInsensitive { get; init; } = true;

    [Input]
    public bool Multiline { get; init; }

    [Input]
    public bool Dotall { get; init; }

    public RegexMatchOutputs Run(NodeContext context) =>
        new(PatternSearch.Options(CaseInsensitive, Multiline, Dotall) is var options
            && PatternSearch.OrNothing(RegexPattern, options, regex => regex.IsMatch(Text), false));
}
