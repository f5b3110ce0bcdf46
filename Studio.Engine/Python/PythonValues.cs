using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Python;

/// <summary>Python's int(), float() and bool() of JSON values, with its messages in the <see cref="FormatException"/>s.</summary>
public static class PythonValues
{
    public static BigInteger Int(JsonNode? value)
    {
        switch (KindOf(value))
        {
            case JsonValueKind.True:
                return BigInteger.One;
            case JsonValueKind.False:
                return BigInteger.Zero;
            case JsonValueKind.Number:
                return PythonText.IsInteger(value!) ? IntFromText(value!.ToJsonString()) : Truncate(NotANumber.ValueOf(value!));
            case JsonValueKind.String:
                return IntFromText(value!.GetValue<string>());
            default:
                throw new FormatException(
                    $"int() argument must be a string, a bytes-like object or a real number, not '{TypeName(value)}'");
        }
    }

    /// <summary>Always finite: no node can do anything with infinity, and no limit would stop a NaN.</summary>
    public static double Float(JsonNode? value)
    {
        var number = KindOf(value) switch
        {
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Number => NotANumber.ValueOf(value!),
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
            JsonValueKind.Number => NotANumber.ValueOf(value) != 0,
            _ => false,
        },
    };

    private static BigInteger IntFromText(string text)
    {
        if (PythonNumbers.TryInt(text, out var number))
            return number;
        if (PythonNumbers.CountDigits(text) is > PythonNumbers.MaxDigits and var digits)
            throw new FormatException(
                $"Exceeds the limit ({PythonNumbers.MaxDigits} digits) for integer string conversion: value has {digits} digits");
        throw new FormatException($"invalid literal for int() with base 10: {PythonText.Repr(text)}");
    }

    private static BigInteger Truncate(double number) => double.IsFinite(number)
        ? new BigInteger(number)
        : throw new FormatException(double.IsNaN(number)
            ? "cannot convert float NaN to integer"
            : "cannot convert float infinity to integer");

    private static double FloatFromText(string text) => PythonNumbers.TryFloat(text, out var number)
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
