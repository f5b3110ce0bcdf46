using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.Auth.External;

/// <summary>
/// JSON whose meaning is a matter of trust: a name that stands there twice, or a text that is none, is no JSON, wherever it stands.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Null when it is JSON, but no object.</summary>
    /// <exception cref="JsonException">It is no JSON, or one that would fail where it is read.</exception>
    public static JsonObject? Object(ReadOnlySpan<byte> utf8)
    {
        var node = JsonNode.Parse(utf8, documentOptions: Options);
        ReadTexts(utf8);
        return node as JsonObject;
    }

    // half a surrogate pair, escaped, passes the parser
    private static void ReadTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text in it is no text.", e);
        }
    }
}
