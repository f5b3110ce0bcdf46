using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows;

/// <summary>What workflow files say in more than one way: ids as numbers or texts, slots as either, types as lists.</summary>
internal static class WorkflowJson
{
    public static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A finite number; null for anything else.</summary>
    public static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue(out double number) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>A whole number, or a text that is one.</summary>
    public static long? Whole(JsonNode? value) => Number(value) is { } number
        ? Math.Floor(number) == number && Math.Abs(number) < 1L << 53 ? (long)number : null
        : long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    /// <summary>A slot's number, from 0.</summary>
    public static int? Slot(JsonNode? value) => Whole(value) is { } slot and >= 0 and <= int.MaxValue ? (int)slot : null;

    /// <summary>A node's id as prompts have it: 5 and "5" are the same.</summary>
    public static string? Id(JsonNode? value) =>
        Text(value) ?? (Number(value) is null ? null : Whole(value)?.ToString(CultureInfo.InvariantCulture) ?? value!.ToJsonString());

    /// <summary>An id as files have it: a number where it reads as one.</summary>
    public static JsonNode IdNode(string id) => ArrayIndex(id) is { } number ? number : id;

    /// <summary>
    /// The number that an id is to JavaScript, whose objects list such keys first and in ascending order; null for other texts.
    /// </summary>
    public static uint? ArrayIndex(string id) =>
        uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < uint.MaxValue
        && number.ToString(CultureInfo.InvariantCulture) == id ? number : null;

    /// <summary>A slot's type; of several "A,B".</summary>
    public static string Type(JsonNode? value) => value switch
    {
        JsonArray several => string.Join(',', several.Select(Type)),
        JsonObject or null => "*",
        _ => Text(value) ?? value.ToJsonString(),
    };
}
