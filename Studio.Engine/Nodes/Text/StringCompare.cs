using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("StringCompare", DisplayName = "Compare Text", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "How two texts compare.")]
public sealed class StringCompare : INode<bool>
{
    [Input(Multiline = true)]
    public required string StringA { get; init; }

    [Input(Multiline = true)]
    public required string StringB { get; init; }

    [Input(Choices = ["Starts With", "Ends With", "Equal"])]
    public string Mode { get; init; } = "Starts With";

    [Input]
    public bool CaseSensitive { get; init; } = true;

    public bool Run(NodeContext context)
    {
        var comparison = CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Mode switch
        {
            "Starts With" => StringA.StartsWith(StringB, comparison),
            "Ends With" => StringA.EndsWith(StringB, comparison),
            _ => string.Equals(StringA, StringB, comparison),
        };
    }
}
