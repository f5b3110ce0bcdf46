using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record CondPassThroughOutputs([Output("positive", Type = "CONDITIONING")] object? Positive,
    [Output("negative", Type = "CONDITIONING")] object? Negative);

[Node("CondPassThrough", Pack = KjNodesPack.Name, DisplayName = "CondPassThrough", Category = "KJNodes/misc",
    Description = "Hands conditionings on.")]
public sealed class CondPassThrough : INode<CondPassThroughOutputs>
{
    [Input(Type = "CONDITIONING")]
    public object? Positive { get; init; }

    [Input(Type = "CONDITIONING")]
    public object? Negative { get; init; }

    public CondPassThroughOutputs Run(NodeContext context) => new(Positive, Negative);
}
