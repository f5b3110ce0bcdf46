using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

public sealed record Switched([Output("output", Template = "switch")] object? Output);

[Node("ComfySwitchNode", DisplayName = "If/Else Switch", Category = "utilities/logic", Experimental = true,
    PythonModule = "comfy_extras.nodes_logic", SchemaStyle = true,
    SearchAliases = ["if", "then", "switch", "conditional", "branch"],
    Description = "Gives one of two values. What leads to the other is not computed.")]
public sealed class ComfySwitchNode : INode<Switched>, ILazyInputs
{
    [Input]
    public required bool Switch { get; init; }

    [Input(Lazy = true, Template = "switch")]
    public required object? OnFalse { get; init; }

    [Input(Lazy = true, Template = "switch")]
    public required object? OnTrue { get; init; }

    public IEnumerable<string> NeededInputs() => [Switch ? "on_true" : "on_false"];

    public Switched Run(NodeContext context) => new(Switch ? OnTrue : OnFalse);
}
