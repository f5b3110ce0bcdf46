using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>Python's conversions of JSON values, with its messages in the <see cref="FormatException"/>s.</summary>
internal static class PythonNumbers
{
    /// <summary>Python refuses to read longer integers from text, because that takes quadratic time.</summary>
    private const int MaxDigits = 4300;

    private const NumberStyles FloatStyle = NumberStyles.Float;

    public static BigInteger Int(JsonNode? value)
    {
        switch (KindOf(value))
        {
            case JsonValueKind.True:
                return BigInteger.One;
            case JsonValueKind.False:
                return BigInteger.Zero;
            case JsonValueKind.Number:
                return PythonText.IsInteger(value!) ? IntFromText(value!.ToJsonString()) : Truncate(FloatFromJson(value!));
            case JsonValueKind.String:
                return IntFromText(value!.GetValue<string>());
            default:
                throw new FormatException($"int() argument must be a string, a bytes-like object or a real number, not '{TypeName(value)}'");
        }
    }

    /// <summary>Always finite: no node can do anything with infinity, and no limit would stop a NaN.</summary>
    public static double Float(JsonNode? value)
    {
        var number = KindOf(value) switch
        {
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Number => FloatFromJson(value!),
            JsonValueKind.String => FloatFromText(value!.GetValue<string>()),
            _ => throw new FormatException($"float() argument must be a string or a real number, not '{TypeName(value)}'"),
        };
        return double.IsFinite(number) ? number : throw new FormatException("the number must be finite");
    }

    public static bool Bool(JsonNode? value) => value switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonObject fields => fields.Count > 0,
        _ => KindOf(value) switch
        {
            JsonValueKind.True => true,
            JsonValueKind.String => value.GetValue<string>().Length > 0,
            JsonValueKind.Number => FloatFromJson(value) != 0,
            _ => false,
        },
    };

    private static BigInteger IntFromText(string text)
    {
        if (text.Length > MaxDigits)
            throw new FormatException($"Exceeds the limit ({MaxDigits} digits) for integer string conversion");
        var digits = text.Trim().Replace("_", "", StringComparison.Ordinal);
        return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"invalid literal for int() with base 10: {PythonText.Repr(text)}");
    }

    private static BigInteger Truncate(double number) => double.IsFinite(number)
        ? new BigInteger(number)
        : throw new FormatException("cannot convert float infinity to integer");

    private static double FloatFromJson(JsonNode number) => double.Parse(number.ToJsonString(), FloatStyle, CultureInfo.InvariantCulture);

    private static double FloatFromText(string text) => double.TryParse(text.Trim(), FloatStyle, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"could not convert string to float: {PythonText.Repr(text)}");

    private static JsonValueKind KindOf(JsonNode? value) => value?.GetValueKind() ?? JsonValueKind.Null;

    private static string TypeName(JsonNode? value) => value switch
    {
        null => "NoneType",
        JsonArray => "list",
        JsonObject => "dict",
        _ => "value",
    };
}
