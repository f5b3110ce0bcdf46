using Studio.Engine.Graph;
using Studio.Engine.Nodes.Expressions;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record EvaluateIntegersOutputs(long Int, double Float, string String);

[Node("Evaluate Integers", Pack = EfficiencyPack.Name, DisplayName = "Evaluate Integers", Category = "Efficiency Nodes/Simple Eval",
    IsOutput = true, Description = "A formula of up to three numbers.")]
public sealed class EvaluateIntegers : INode<EvaluateIntegersOutputs>
{
    [Input]
    public string PythonExpression { get; init; } = "((a + b) - c) / 2";

    [Input(Choices = ["False", "True"])]
    public string PrintToConsole { get; init; } = "False";

    [Input(Min = -48000, Max = 48000, Step = 1)]
    public int? A { get; init; } = 0;

    [Input(Min = -48000, Max = 48000, Step = 1)]
    public int? B { get; init; } = 0;

    [Input(Min = -48000, Max = 48000, Step = 1)]
    public int? C { get; init; } = 0;

    public EvaluateIntegersOutputs Run(NodeContext context)
    {
        var value = MathText.Simple(PythonExpression, A, B, C);
        return new(WholeNumbers.Truncate(ExpressionValues.Number(value)), ExpressionValues.Number(value), ValueText.Of(value));
    }
}
