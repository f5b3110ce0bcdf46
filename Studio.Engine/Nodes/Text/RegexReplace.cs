using System.Text.RegularExpressions;
using Studio.Engine.Graph;
using Studio.Engine.Nodes.Packs;

namespace Studio.Engine.Nodes;

[Node("RegexReplace", DisplayName = "Replace Text (Regex)", Category = "text", PythonModule = "comfy_extras.nodes_string",
    SchemaStyle = true, Description = "Replaces what a pattern finds.")]
public sealed class RegexReplace : INode<string>
{
    [Input(Name = "string", Multiline = true)] public required string Text { get; init; }
    [Input(Multiline = true)] public required string RegexPattern { get; init; }
    [Input(Multiline = true)] public required string Replace { get; init; }
    [Input] public bool? CaseInsensitive { get; init; } = true;
    [Input] public bool? Multiline { get; init; } = false;
    [Input] public bool? Dotall { get; init; } = false;
    [Input(Min = 0, Max = 100)] public int? Count { get; init; } = 0;

    public string Run(NodeContext context) =>
        PythonPatterns.Replace(Text, RegexPattern, Replace,
            PatternSearch.Options(CaseInsensitive != false, Multiline == true, Dotall == true), Count is > 0 and var most ? most : -1);
}
