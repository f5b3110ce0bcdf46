using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes;

/// <summary>Any value on a wire as Python's str() shows it: None, True, 1.0, a text as it is, lists in brackets.</summary>
internal static class ValueText
{
    private static readonly JsonSerializerOptions SeveralLines = new()
    {
        WriteIndented = true, IndentSize = 4, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(object? value) => value switch
    {
        null => "None",
        string text => text,
        Bundle or NamedValues => PythonText.Str(ToJson(value)),
        _ => PythonText.ToJson(value) is { } plain ? PythonText.Str(plain) : value.ToString() ?? "",
    };

    /// <summary>The same as JSON over several lines.</summary>
    public static string Indented(object? value) => ToJson(value)?.ToJsonString(SeveralLines) ?? "null";

    /// <summary>Plain values, bundles and dictionaries as JSON; what is nothing of that by its text.</summary>
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        System.Numerics.BigInteger whole when whole >= long.MinValue && whole <= long.MaxValue => JsonValue.Create((long)whole),
        Bundle bundle => new JsonArray([.. bundle.Values.Select(ToJson)]),
        NamedValues named => new JsonObject(named.Values.Select(pair => KeyValuePair.Create(pair.Key, ToJson(pair.Value)))),
        _ => PythonText.ToJson(value) ?? JsonValue.Create(value.ToString()),
    };
}
