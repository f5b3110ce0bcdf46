using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("JsonExtractString", DisplayName = "Extract Text from JSON", Category = "text", PythonModule = "comfy_extras.nodes_string",
    SchemaStyle = true, Description = "A value of the first JSON object in a text.")]
public sealed class JsonExtractString : INode<string>
{
    [Input(Multiline = true)]
    public required string JsonString { get; init; }

    [Input]
    public required string Key { get; init; }

    public string Run(NodeContext context) => JsonInText.Value(JsonString, Key);
}
