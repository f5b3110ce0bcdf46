using Studio.Engine;
using Studio.Engine.Nodes;
using Studio.Engine.Nodes.Expressions;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class FormulaNodeTests
{
    private static readonly ExpressionScope Scope = new(
        new Dictionary<string, object?> { ["a"] = 7L, ["b"] = 2.5, ["t"] = "x" }, ExpressionFunctions.All);

    [Theory]
    [InlineData("1 + 2 * 3", 7L)]
    [InlineData("-2 ** 2", -4L)]
    [InlineData("2 ** 3 ** 2", 512L)]
    [InlineData("2 ** -1", 0.5)]
    [InlineData("-7 // 2", -4L)]
    [InlineData("-7 % 3", 2L)]
    [InlineData("a / 2", 3.5)]
    [InlineData("a * b", 17.5)]
    [InlineData("1 < a < 9 and not b < 1", true)]
    [InlineData("a if b > 3 else 1e1", 10.0)]
    [InlineData("max(a, 9, min(1, 2)) - round(2.5)", 7L)]
    [InlineData("round(3.14159, 2)", 3.14)]
    [InlineData("6 & 3 | 8 ^ 1 << 2", 14L)]
    [InlineData("t + 'y' * 2", "xyy")]
    [InlineData("'abc'[-1]", "c")]
    [InlineData("1 / 0 if a < 0 else 1", 1L)]
    public void Formulas_GiveWhatPythonGives(string formula, object value) => Assert.Equal(value, Expression.Evaluate(formula, Scope));

    [Theory]
    [InlineData("1 +")]
    [InlineData("a b")]
    [InlineData("unknown + 1")]
    [InlineData("__import__('os')")]
    [InlineData("a.real")]
    [InlineData("sqrt(0 - 1)")]
    [InlineData("'x' * 99999999")]
    [InlineData("")]
    public void Formulas_ThatMeanNothing_SayWhy(string formula) =>
        Assert.Contains("formula", Assert.Throws<EngineException>(() => Expression.Evaluate(formula, Scope)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Formulas_NestedWithoutEnd_AreRefused()
    {
        Assert.Throws<EngineException>(() => Expression.Parse(new string('(', 5000) + "1" + new string(')', 5000)));
        Assert.Throws<EngineException>(() => Expression.Parse(new string('-', 5000) + "1"));
    }

    [Fact]
    public void ComfyMathExpression_Values_AreNamedByLetters()
    {
        var node = new ComfyMathExpression
        {
            Expression = "sum(values) / b", Values = new Dictionary<string, object?> { ["values.a"] = 3L, ["values.b"] = 2.0 },
        };

        Assert.Equal(new MathExpressionOutputs(2.5, 2), node.Run(Context()));
        Assert.Throws<EngineException>(() => new ComfyMathExpression
        {
            Expression = "a > 1", Values = new Dictionary<string, object?> { ["values.a"] = 3L },
        }.Run(Context()));
    }

    [Theory]
    [InlineData("1:1 (Square)", 1.0, 8, 1024, 1024)]
    [InlineData("16:9 (Widescreen)", 1.0, 8, 1368, 768)]
    [InlineData("9:16 (Portrait Widescreen)", 2.0, 64, 1088, 1920)]
    public void ResolutionSelector_Shapes_GiveSizes(string shape, double megapixels, int multiple, long width, long height) =>
        Assert.Equal(new ResolutionSelectorOutputs(width, height),
            new ResolutionSelector { AspectRatio = shape, Megapixels = megapixels, Multiple = multiple }.Run(Context()));

    [Fact]
    public void ComfyNumberConvert_Values_BecomeNumbers()
    {
        Assert.Equal(new ComfyNumberConvertOutputs(-2.75, -2), new ComfyNumberConvert { Value = " -2.75 " }.Run(Context()));
        Assert.Equal(new ComfyNumberConvertOutputs(1, 1), new ComfyNumberConvert { Value = true }.Run(Context()));
        Assert.Throws<EngineException>(() => new ComfyNumberConvert { Value = "inf" }.Run(Context()));
    }
}
