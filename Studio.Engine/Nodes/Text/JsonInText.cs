using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes;

/// <summary>JSON objects among other words.</summary>
internal static class JsonInText
{
    /// <summary>The value of a key of the first object that is whole, as text; empty when there is none.</summary>
    public static string Value(string text, string key)
    {
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0; at = text.IndexOf('{', at + 1))
        {
            if (ObjectAt(text[at..]) is { } found)
                return found[key] is { } value ? PythonText.Str(value) : "";
        }
        return "";
    }

    private static JsonObject? ObjectAt(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), isFinalBlock: false, default);
        try
        {
            return JsonNode.Parse(ref reader) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
