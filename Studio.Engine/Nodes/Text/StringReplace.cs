using Studio.Engine.Graph;
using Studio.Engine.Nodes.Packs;

namespace Studio.Engine.Nodes;

[Node("StringReplace", DisplayName = "Replace Text", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "Replaces a text in another.")]
public sealed class StringReplace : INode<string>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    [Input(Multiline = true)]
    public required string Find { get; init; }

    [Input(Multiline = true)]
    public required string Replace { get; init; }

    public string Run(NodeContext context) => PythonPatterns.ReplaceAll(Text, Find, Replace);
}
