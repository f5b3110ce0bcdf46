using Studio.Engine.Graph;
using Studio.Engine.Nodes.Expressions;

namespace Studio.Engine.Nodes;

/// <summary>A number, with its fraction and without it.</summary>
public sealed record MathExpressionOutputs([Output("FLOAT")] double Number, [Output("INT")] long Whole);

[Node("ComfyMathExpression", DisplayName = "Math Expression", Category = "math", PythonModule = "comfy_extras.nodes_math",
    SchemaStyle = true, SearchAliases = ["expression", "formula", "calculate", "calculator", "eval", "math"],
    Description = "A formula of numbers a, b, c ...; values is all of them.")]
public sealed class ComfyMathExpression : INode<MathExpressionOutputs>, IMoreInputs
{
    private static readonly GrowingInputs Row = new("values", "", "value", Min: 1, Max: 26)
    {
        Names = [.. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())],
    };

    public static IReadOnlyList<InputSpec> MoreInputs => Row.Of("FLOAT,INT");

    [Input(Multiline = true)]
    public string Expression { get; init; } = "a + b";

    /// <summary>values.a, values.b, ...</summary>
    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    public MathExpressionOutputs Run(NodeContext context)
    {
        var given = MoreInputs.Where(input => Values.ContainsKey(input.Name)).ToList();
        var names = given.ToDictionary(input => input.Name[(Row.Name.Length + 1)..], input => Values[input.Name], StringComparer.Ordinal);
        names["values"] = given.Select(input => Values[input.Name]).ToList();
        var result = Expressions.Expression.Evaluate(Expression, new ExpressionScope(names, ExpressionFunctions.All));
        return result is long or double && ExpressionValues.Number(result) is var number && Math.Abs(number) < 9.2e18
            ? new MathExpressionOutputs(number, (long)number)
            : throw new EngineException(EngineError.BadPrompt,
                $"The formula '{Expression}' gives {ValueText.Of(result)}, which is no finite number.");
    }
}
