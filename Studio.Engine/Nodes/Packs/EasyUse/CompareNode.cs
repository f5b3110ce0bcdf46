using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record CompareNodeOutputs([Output("boolean")] bool Boolean);

[Node("easy compare", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Math", Description = "How two values compare.")]
public sealed class CompareNode : INode<CompareNodeOutputs>
{
    [Input]
    public object? A { get; init; }

    [Input]
    public object? B { get; init; }

    [Input(Choices = ["a == b", "a != b", "a < b", "a > b", "a <= b", "a >= b", "a > 0", "a <= 0", "b > 0", "b <= 0"])]
    public string? Comparison { get; init; } = "a == b";

    public CompareNodeOutputs Run(NodeContext context) => new(PlainComparison.Holds(Comparison ?? "a == b", A, B));
}
