namespace Studio.Engine.Nodes.Expressions;

/// <summary>
/// A formula in the small part of Python's grammar that nodes for numbers know: numbers, texts, names, the operators, comparisons, and, or,
/// not, "a if c else b", calls of given functions, a.width and a[0]. Nothing else can be written, so nothing else can be done.
/// </summary>
internal sealed class Expression
{
    private readonly Func<ExpressionScope, object?> _value;

    private Expression(Func<ExpressionScope, object?> value) => _value = value;

    /// <exception cref="EngineException">It is no such formula, or a long one (BadPrompt).</exception>
    public static Expression Parse(string text) => new(new ExpressionParser(ExpressionTokens.Of(text)).Whole());

    /// <summary>A long, a double, a bool, a text or what a name stands for.</summary>
    /// <exception cref="EngineException">A name is unknown, or values do not fit an operator (BadPrompt).</exception>
    public object? Evaluate(ExpressionScope scope) => _value(scope);

    public static object? Evaluate(string text, ExpressionScope scope) => Parse(text).Evaluate(scope);
}

/// <summary>What a formula may use.</summary>
/// <param name="Names">Values by name.</param>
/// <param name="Functions">Functions by name; they judge their arguments themselves.</param>
internal sealed record ExpressionScope(IReadOnlyDictionary<string, object?> Names,
    IReadOnlyDictionary<string, Func<IReadOnlyList<object?>, object?>> Functions)
{
    /// <summary>The value of a part such as a.width; the name and the part are given.</summary>
    public Func<object?, string, object?> Part { get; init; } = (_, part) => throw ExpressionError.Of($"there is nothing called {part}");
}

internal static class ExpressionError
{
    public static EngineException Of(string what) => new(EngineError.BadPrompt, $"The formula cannot be computed: {what}.");
}
