using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record SwitchFromAnyOutputs([Output("on_true")] object? OnTrue, [Output("on_false")] object? OnFalse);

[Node("Switch from any [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Switch from any", Category = "crystools 🪛/Switch",
    Description = "Hands a value on at one of two outputs.")]
public sealed class SwitchFromAny : INode<SwitchFromAnyOutputs>
{
    [Input]
    public required object? Any { get; init; }

    [Input]
    public bool Boolean { get; init; } = true;

    public SwitchFromAnyOutputs Run(NodeContext context) => Boolean ? new(Any, null) : new(null, Any);
}
