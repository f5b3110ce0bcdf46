using Studio.Engine.Graph;
using Studio.Engine.Nodes.Expressions;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record ConditionOutputs([Output("result")] object? Result);

[Node("SimpleCondition+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Condition", Category = "essentials/utilities",
    Description = "One of two values; without a second one what follows is left out.")]
public sealed class SimpleCondition : INode<NodeOutput<ConditionOutputs>>
{
    [Input]
    public object Evaluate { get; init; } = 0;

    [Input]
    public object OnTrue { get; init; } = 0;

    [Input]
    public object? OnFalse { get; init; }

    public NodeOutput<ConditionOutputs> Run(NodeContext context) =>
        ExpressionValues.IsTrue(Evaluate) ? new ConditionOutputs(OnTrue)
        : OnFalse is not null ? new ConditionOutputs(OnFalse)
        : NodeOutput.Block();
}
