using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes.Expressions;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Formulas of nodes for numbers.</summary>
internal static class MathText
{
    private static readonly ExpressionScope Usual = new(new Dictionary<string, object?>(),
        ExpressionFunctions.Of("round", "ceil", "floor", "min", "max", "sqrt", "int", "iif", "sum", "len", "abs")) { Part = SizeOf };

    private static readonly ExpressionScope Few = Usual with { Functions = ExpressionFunctions.Of("int", "float", "str", "len") };

    /// <summary>Line breaks count as blanks. Pictures and latents have a width and a height.</summary>
    /// <exception cref="EngineException">It is no such formula (BadPrompt).</exception>
    public static object? Evaluate(string text, params (string Name, object? Value)[] names) => Expression.Evaluate(
        text.Replace('\n', ' '), Usual with { Names = names.ToDictionary(name => name.Name, name => name.Value, StringComparer.Ordinal) });

    /// <summary>The same as a number; what is no number counts as 0.</summary>
    public static double Number(string text, params (string Name, object? Value)[] names)
    {
        var value = Evaluate(text, [.. names.Select(name => (name.Name, Readable(name.Value)))]);
        var number = ExpressionValues.Number(value);
        return double.IsNaN(number) ? 0 : number;
    }

    /// <summary>A formula of a, b and c with the few functions of simpleeval.</summary>
    public static object? Simple(string text, object? a, object? b, object? c) => Expression.Evaluate(text,
        Few with { Names = new Dictionary<string, object?> { ["a"] = a, ["b"] = b, ["c"] = c } });

    /// <summary>A result as a long or a double; a truth is 1 or 0.</summary>
    public static object Plain(object? value) => ExpressionValues.Plain(value);

    private static object? Readable(object? value) => value switch
    {
        null => 0.0,
        string text => PythonNumbers.TryFloat(text, out var number) ? number : text,
        Image image => new Bundle([.. image.Pixels.Shape.ToArray().Select(size => (object?)(long)size)]),
        Mask mask => new Bundle([.. mask.Values.Shape.ToArray().Select(size => (object?)(long)size)]),
        _ => value,
    };

    private static object? SizeOf(object? value, string part) => (value, part) switch
    {
        (Image image, "width") => (long)image.Width,
        (Image image, "height") => (long)image.Height,
        (Latent latent, "width") => latent.Samples.Size(3) * 8L,
        (Latent latent, "height") => latent.Samples.Size(2) * 8L,
        _ => throw new EngineException(EngineError.BadPrompt, $"The formula cannot be computed: {ValueText.Of(value)} has no {part}."),
    };
}
