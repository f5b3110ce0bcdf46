using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("StringTrim", DisplayName = "Trim Text", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "A text without the blanks around it.")]
public sealed class StringTrim : INode<string>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    [Input(Choices = ["Both", "Left", "Right"])]
    public string Mode { get; init; } = "Both";

    public string Run(NodeContext context) => Mode switch { "Left" => Text.TrimStart(), "Right" => Text.TrimEnd(), _ => Text.Trim() };
}
