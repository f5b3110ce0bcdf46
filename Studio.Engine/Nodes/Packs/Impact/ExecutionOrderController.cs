using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record ExecutionOrderControllerOutputs([Output("signal")] object? Signal, [Output("value")] object? Value);

[Node("ImpactExecutionOrderController", Pack = ImpactPack.Name, DisplayName = "Execution Order Controller", Category = "ImpactPack/Util",
    Description = "Hands two values on when both are there.")]
public sealed class ExecutionOrderController : INode<ExecutionOrderControllerOutputs>
{
    [Input]
    public required object? Signal { get; init; }

    [Input]
    public required object? Value { get; init; }

    public ExecutionOrderControllerOutputs Run(NodeContext context) => new(Signal, Value);
}
