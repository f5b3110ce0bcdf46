using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ConsoleDebug+", Pack = EssentialsPack.Name, DisplayName = "🔧 Console Debug", Category = "essentials/utilities", IsOutput = true,
    Description = "Takes any value. What the pack prints into its console is seen by nobody here.")]
public sealed class ConsoleDebug : INode<NodeOutput>
{
    [Input]
    public required object? Value { get; init; }

    [Input]
    public string? Prefix { get; init; } = "Value:";

    public NodeOutput Run(NodeContext context) => NodeOutput.Of();
}
