using System.Globalization;
using Studio.Engine.Nodes.Packs;
using Function = System.Func<System.Collections.Generic.IReadOnlyList<object?>, object?>;

namespace Studio.Engine.Nodes.Expressions;

/// <summary>Functions that formulas may call.</summary>
internal static class ExpressionFunctions
{
    public static readonly IReadOnlyDictionary<string, Function> All = new Dictionary<string, Function>(StringComparer.Ordinal)
    {
        ["round"] = values => values.Count > 1
            ? (object)Math.Round(ExpressionValues.Number(values[0]), (int)Math.Clamp(ExpressionValues.Whole(values[1]), 0, 15))
            : Whole(Math.Round(Only(values))),
        ["ceil"] = values => Whole(Math.Ceiling(Only(values))),
        ["floor"] = values => Whole(Math.Floor(Only(values))),
        ["int"] = values => values is [string text] ? (object)ReadWhole(text) : Whole(Math.Truncate(Only(values))),
        ["float"] = values => values is [string text] ? Read(text) : Only(values),
        ["str"] = values => ValueText.Of(values.Count == 1 ? values[0] : throw Arguments(1)),
        ["abs"] = values => values is [long whole] ? (object)Math.Abs(whole) : Math.Abs(Only(values)),
        ["sqrt"] = values => Only(values) is >= 0 and var value ? Math.Sqrt(value)
            : throw ExpressionError.Of("there is no root of a negative number"),
        ["pow"] = values => values.Count == 2 ? ExpressionValues.Apply("**", values[0], values[1]) : throw Arguments(2),
        ["min"] = values => Several(values).MinBy(ExpressionValues.Number),
        ["max"] = values => Several(values).MaxBy(ExpressionValues.Number),
        ["sum"] = values => Several(values).Aggregate((object?)0L, (sum, value) => ExpressionValues.Apply("+", sum, value)),
        ["len"] = values => values is [string text] ? (long)text.Length : (long)Several(values).Count,
        ["log"] = values => Math.Log(Positive(values)),
        ["log2"] = values => Math.Log2(Positive(values)),
        ["log10"] = values => Math.Log10(Positive(values)),
        ["sin"] = values => Math.Sin(Only(values)),
        ["cos"] = values => Math.Cos(Only(values)),
        ["tan"] = values => Math.Tan(Only(values)),
        ["iif"] = values => values.Count == 3 ? ExpressionValues.IsTrue(values[0]) ? values[1] : values[2] : throw Arguments(3),
    };

    /// <summary>Those of the names only.</summary>
    public static IReadOnlyDictionary<string, Function> Of(params string[] names) =>
        names.ToDictionary(name => name, name => All[name], StringComparer.Ordinal);

    private static object Whole(double value) => Math.Abs(value) < 9e18 ? (object)(long)value : value;

    private static double Only(IReadOnlyList<object?> values) => values.Count == 1 ? ExpressionValues.Number(values[0])
        : throw Arguments(1);

    private static double Positive(IReadOnlyList<object?> values) => Only(values) is > 0 and var value ? value
        : throw ExpressionError.Of("there is a logarithm of positive numbers only");

    private static IReadOnlyList<object?> Several(IReadOnlyList<object?> values)
    {
        var items = values is [Bundle bundle] ? bundle.Values : values is [IReadOnlyList<object?> list] ? list : values;
        return items.Count > 0 ? items : throw Arguments(1);
    }

    private static double Read(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw ExpressionError.Of($"'{text}' is no number");

    private static long ReadWhole(string text) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw ExpressionError.Of($"'{text}' is no whole number");

    private static EngineException Arguments(int count) => ExpressionError.Of($"a function takes {count} value{(count == 1 ? "" : "s")}");
}
