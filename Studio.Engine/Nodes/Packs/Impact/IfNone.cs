using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record IfNoneOutputs([Output("signal_opt")] object? SignalOpt, [Output("bool")] bool Bool);

[Node("ImpactIfNone", Pack = ImpactPack.Name, DisplayName = "ImpactIfNone", Category = "ImpactPack/Logic",
    Description = "Whether something is linked.")]
public sealed class IfNone : INode<IfNoneOutputs>
{
    [Input]
    public object? Signal { get; init; }

    [Input]
    public object? AnyInput { get; init; }

    public IfNoneOutputs Run(NodeContext context) => new(Signal, AnyInput is not null);
}
