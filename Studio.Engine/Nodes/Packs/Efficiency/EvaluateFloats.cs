using Studio.Engine.Graph;
using Studio.Engine.Nodes.Expressions;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record EvaluateFloatsOutputs(long Int, double Float, string String);

[Node("Evaluate Floats", Pack = EfficiencyPack.Name, DisplayName = "Evaluate Floats", Category = "Efficiency Nodes/Simple Eval",
    IsOutput = true, Description = "A formula of up to three numbers.")]
public sealed class EvaluateFloats : INode<EvaluateFloatsOutputs>
{
    [Input]
    public string PythonExpression { get; init; } = "((a + b) - c) / 2";

    [Input(Choices = ["False", "True"])]
    public string PrintToConsole { get; init; } = "False";

    [Input(Min = -1.7976931348623157e+308, Max = 1.7976931348623157e+308, Step = 1)]
    public double? A { get; init; } = 0;

    [Input(Min = -1.7976931348623157e+308, Max = 1.7976931348623157e+308, Step = 1)]
    public double? B { get; init; } = 0;

    [Input(Min = -1.7976931348623157e+308, Max = 1.7976931348623157e+308, Step = 1)]
    public double? C { get; init; } = 0;

    public EvaluateFloatsOutputs Run(NodeContext context)
    {
        var value = MathText.Simple(PythonExpression, A, B, C);
        return new(WholeNumbers.Truncate(ExpressionValues.Number(value)), ExpressionValues.Number(value), ValueText.Of(value));
    }
}
