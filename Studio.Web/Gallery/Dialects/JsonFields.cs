using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Web.Gallery.Dialects;

/// <summary>Fields of an object that may hold anything: a value of another type is no value.</summary>
public static class JsonFields
{
    /// <summary>The object in a text; null when it is none.</summary>
    public static JsonObject? Object(string? text)
    {
        if (text is null || !text.AsSpan().TrimStart().StartsWith('{'))
            return null;
        try
        {
            return PythonJson.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonObject? Object(this JsonObject fields, string name) => fields[name] as JsonObject;

    public static string? Text(this JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A number, also one that is written as text.</summary>
    public static double? Number(this JsonObject fields, string name) => fields[name] is not JsonValue value ? null
        : value.TryGetValue(out double number) ? number
        : value.TryGetValue(out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? number
        : null;

    public static int? Whole(this JsonObject fields, string name) =>
        fields.Number(name) is { } number && Math.Abs(number) < int.MaxValue ? (int)number : null;

    /// <summary>Digit for digit: a seed has up to 20 of them.</summary>
    public static string? Digits(this JsonObject fields, string name) => fields[name] is not JsonValue value ? null
        : value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString()
        : value.TryGetValue(out string? text) ? text : null;
}
