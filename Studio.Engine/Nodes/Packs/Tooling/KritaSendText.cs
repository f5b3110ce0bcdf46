using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_KritaSendText", Pack = ToolingPack.Name, DisplayName = "Send Text", Category = ToolingPack.Krita, SchemaStyle = true,
    IsOutput = true, Hidden = ["prompt", "extra_pnginfo"], Description = "Sends a value to Krita as text.")]
public sealed class KritaSendText : INode<NodeOutput>
{
    [Input]
    public required object? Value { get; init; }

    [Input]
    public string Name { get; init; } = "Output";

    [Input(Choices = ["text", "markdown", "html"])]
    public string Type { get; init; } = "text";

    public NodeOutput Run(NodeContext context) => NodeOutput.Plain([], new JsonObject
    {
        ["text"] = new JsonArray(new JsonObject
        {
            ["name"] = Name,
            ["text"] = ValueText.Of(Value),
            ["content-type"] = Type == "text" ? "text/plain" : $"text/{Type}",
        }),
    });
}
