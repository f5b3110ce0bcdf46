using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web;

/// <summary>JSON that somebody sends, read whole: what is wrong in it shows here, and not where a value of it is first used.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="BadHttpRequestException">It is no JSON, names a member twice, or has texts that are none.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        try
        {
            var value = await JsonNode.ParseAsync(request.Body, null, Strict, request.HttpContext.RequestAborted);
            Touch(value);
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadHttpRequestException("Invalid JSON", StatusCodes.Status400BadRequest, e);
        }
    }

    /// <summary>Texts and names are decoded only as they are asked for; half a surrogate pair is an error then.</summary>
    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                    Touch(member);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Touch(item);
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }
}
