using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record ConditionalBranchOutputs([Output("*")] object? Value);

[Node("ImpactConditionalBranch", Pack = ImpactPack.Name, DisplayName = "ImpactConditionalBranch", Category = "ImpactPack/Logic",
    Description = "One of two values. What leads to the other is not computed.")]
public sealed class ConditionalBranch : INode<ConditionalBranchOutputs>, ILazyInputs
{
    [Input]
    public required bool Cond { get; init; }

    [Input(Lazy = true)]
    public required object? TtValue { get; init; }

    [Input(Lazy = true)]
    public required object? FfValue { get; init; }

    public ConditionalBranchOutputs Run(NodeContext context) => new(Cond ? TtValue : FfValue);

    public IEnumerable<string> NeededInputs() => [Cond ? "tt_value" : "ff_value"];
}
