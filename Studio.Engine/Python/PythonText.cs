using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Python;

/// <summary>
/// JSON values as Python prints them: repr for error messages, json.dumps for picture metadata. Clients compare and parse these texts.
/// NaN and infinity (<see cref="NotANumber"/>) come out as Python's words.
/// </summary>
public static class PythonText
{
    private static readonly Words Json = new(PythonStrings.AppendJson, "true", "false", "null", "NaN", "Infinity");
    private static readonly Words Printed = new(PythonStrings.AppendRepr, "True", "False", "None", "nan", "inf");

    /// <summary>What json.dumps gives: ", " and ": " between, ASCII only, floats with a point.</summary>
    public static string Dumps(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, Json);
        return text.ToString();
    }

    /// <summary>What repr gives: 'text', True, None, ['a', 1.0], {'k': 2}.</summary>
    public static string Repr(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, Printed);
        return text.ToString();
    }

    /// <summary>What str gives: a string as it is, all else as repr.</summary>
    public static string Str(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : Repr(node);

    /// <summary>A float as repr prints it: shortest digits, always a point or an exponent (from 1e16 up, below 1e-4).</summary>
    public static string Repr(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        var magnitude = Math.Abs(value);
        if (value == 0 || magnitude is >= 1e-4 and < 1e16)
        {
            var plain = value.ToString("0.0##################################", CultureInfo.InvariantCulture);
            return double.Parse(plain, CultureInfo.InvariantCulture) == value ? plain : Expand(value);
        }
        var scientific = value.ToString("R", CultureInfo.InvariantCulture);
        if (!scientific.Contains('E', StringComparison.Ordinal))
            scientific = value.ToString("0.################E+0", CultureInfo.InvariantCulture);
        var mark = scientific.IndexOf('E', StringComparison.Ordinal);
        var digits = scientific[(mark + 2)..].TrimStart('0').PadLeft(2, '0');
        return $"{scientific[..mark]}e{scientific[mark + 1]}{digits}";
    }

    /// <summary>A JSON number that prints as Python prints the float (1 is 1.0).</summary>
    public static JsonNode Number(double value) => double.IsFinite(value) ? JsonNode.Parse(Repr(value))! : JsonValue.Create(Repr(value));

    public static JsonNode Number(BigInteger value) => JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;

    /// <summary>A CLR value as JSON: text, numbers and truth values; null for everything else.</summary>
    public static JsonNode? ToJson(object? value) => value switch
    {
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        int number => Number(new BigInteger(number)),
        long number => Number(new BigInteger(number)),
        ulong number => Number(new BigInteger(number)),
        float number => Number(double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        double number => Number(number),
        JsonNode node => node.DeepClone(),
        _ => null,
    };

    /// <summary>Whether a JSON number is an int to Python: no point, no exponent.</summary>
    public static bool IsInteger(JsonNode number) => number.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    private static string Expand(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
            return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        return new BigInteger(value).ToString(CultureInfo.InvariantCulture) + ".0";
    }

    private static void Write(StringBuilder text, JsonNode? node, Words words)
    {
        switch (node?.GetValueKind() ?? JsonValueKind.Null)
        {
            case JsonValueKind.Object:
                WriteList(text, '{', '}', node!.AsObject(), pair =>
                {
                    words.AppendString(text, pair.Key);
                    text.Append(": ");
                    Write(text, pair.Value, words);
                });
                break;
            case JsonValueKind.Array:
                WriteList(text, '[', ']', node!.AsArray(), item => Write(text, item, words));
                break;
            case JsonValueKind.String:
                words.AppendString(text, node!.GetValue<string>());
                break;
            case JsonValueKind.Number:
                text.Append(NumberText(node!, words));
                break;
            case JsonValueKind.True:
                text.Append(words.Yes);
                break;
            case JsonValueKind.False:
                text.Append(words.No);
                break;
            default:
                text.Append(words.None);
                break;
        }
    }

    private static string NumberText(JsonNode node, Words words)
    {
        if (IsInteger(node))
            return node.ToJsonString();
        var number = NotANumber.ValueOf(node);
        return double.IsFinite(number)
            ? Repr(number)
            : double.IsNaN(number) ? words.NaN : number > 0 ? words.Infinity : "-" + words.Infinity;
    }

    private static void WriteList<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> write)
    {
        text.Append(open);
        var separator = "";
        foreach (var item in items)
        {
            text.Append(separator);
            write(item);
            separator = ", ";
        }
        text.Append(close);
    }

    private sealed record Words(Action<StringBuilder, string> AppendString, string Yes, string No, string None, string NaN,
        string Infinity);
}
