using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.Api.Comfy;

/// <summary>Request bodies: JSON whatever the content type says, never larger than <see cref="MaxBytes"/>, never an exception.</summary>
internal static class ComfyBody
{
    public const int MaxBytes = 10 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The value (null is JSON null), or what is wrong with the text.</summary>
    public static async Task<(JsonNode? Value, string? Problem)> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        if (bytes.Length == 0)
            return (null, "The body is empty; JSON was expected.");
        return Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    internal static (JsonNode? Value, string? Problem) Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            CheckTexts(json);
            return (JsonNode.Parse(json, documentOptions: Strict), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return (null, $"The body is not valid JSON: {e.Message}");
        }
    }

    /// <summary>Finds half surrogate pairs and broken UTF-8, which the parser lets through and every later use would trip over.</summary>
    private static void CheckTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                reader.GetString();
        }
    }

    /// <summary>Python's idea of true.</summary>
    public static bool IsTruthy(this JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>().Length > 0,
        JsonValueKind.Number => value.AsValue().TryGetValue(out double number) && number != 0,
        JsonValueKind.Array => value.AsArray().Count > 0,
        JsonValueKind.Object => value.AsObject().Count > 0,
        _ => true,
    };

    public static string? Text(this JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Null when it is not a list of texts.</summary>
    public static IReadOnlyList<string>? Texts(this JsonNode? value) =>
        value is JsonArray list && list.All(entry => entry.Text() is not null) ? [.. list.Select(entry => entry.Text()!)] : null;
}
