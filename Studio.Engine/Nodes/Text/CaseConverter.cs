using System.Globalization;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("CaseConverter", DisplayName = "Convert Text Case", Category = "text", PythonModule = "comfy_extras.nodes_string",
    SchemaStyle = true, Description = "A text in other letters.")]
public sealed class CaseConverter : INode<string>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    [Input(Choices = ["UPPERCASE", "lowercase", "Capitalize", "Title Case"])]
    public string Mode { get; init; } = "UPPERCASE";

    public string Run(NodeContext context) =>
        Mode switch
        {
            "UPPERCASE" => Text.ToUpperInvariant(),
            "lowercase" => Text.ToLowerInvariant(),
            "Capitalize" => Text.Length == 0 ? "" : Text[..1].ToUpperInvariant() + Text[1..].ToLowerInvariant(),
            _ => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Text.ToLowerInvariant()),
        };
}
