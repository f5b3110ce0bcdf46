using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Display Any (rgthree)", Pack = RgthreePack.Name, DisplayName = "Display Any (rgthree)", Category = "rgthree", IsOutput = true,
    Description = "Shows any value as text.")]
public sealed class DisplayAny : INode<NodeOutput>
{
    [Input]
    public required object? Source { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Shown.Text(Source is Bundle or NamedValues or JsonNode ? PythonText.Dumps(ValueText.ToJson(Source)) : ValueText.Of(Source));
}
