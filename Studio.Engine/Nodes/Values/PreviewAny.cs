using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes;

[Node("PreviewAny", DisplayName = "Preview as Text", Category = "utilities", IsOutput = true,
    PythonModule = "comfy_extras.nodes_preview_any")]
public sealed class PreviewAny : INode<ShownText>
{
    [Input]
    public required object Source { get; init; }

    public ShownText Run(NodeContext context)
    {
        var text = PythonText.ToJson(Source) is { } value ? PythonText.Str(value) : Source.ToString() ?? "";
        return new ShownText(text, new JsonObject { ["text"] = new JsonArray(text) });
    }
}
