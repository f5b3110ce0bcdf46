using Studio.Engine.Graph;
using Studio.Engine.Nodes.Expressions;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("SimpleMathCondition+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Condition", Category = "essentials/utilities",
    Description = "One of two formulas of up to three values.")]
public sealed class SimpleMathCondition : INode<SimpleMathOutputs>
{
    [Input]
    public object? A { get; init; } = 0.0;

    [Input]
    public object? B { get; init; } = 0.0;

    [Input]
    public object? C { get; init; } = 0.0;

    [Input]
    public object Evaluate { get; init; } = 0;

    [Input]
    public string OnTrue { get; init; } = "";

    [Input]
    public string OnFalse { get; init; } = "";

    public SimpleMathOutputs Run(NodeContext context)
    {
        var number = MathText.Number(ExpressionValues.IsTrue(Evaluate) ? OnTrue : OnFalse, ("a", A), ("b", B), ("c", C));
        return new((long)Math.Round(number), number);
    }
}
