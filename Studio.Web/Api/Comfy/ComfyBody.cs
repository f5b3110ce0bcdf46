using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// Request bodies: JSON as ComfyUI reads it, whatever the content type says, never larger than <see cref="MaxBytes"/>, never an exception.
/// </summary>
internal static class ComfyBody
{
    public const int MaxBytes = 10 << 20;

    /// <summary>The value (null is JSON null), or what is wrong with the text.</summary>
    public static async Task<(JsonNode? Value, string? Problem)> ReadAsync(HttpRequest request)
    {
        var (json, problem) = await LookThroughAsync(request);
        return json is null ? (null, problem) : Build(json);
    }

    /// <summary>The text before anything is built from it, or what is wrong with it.</summary>
    /// <param name="keepNaN">As for <see cref="PythonJson.Read"/>.</param>
    public static async Task<(PythonJson? Json, string? Problem)> LookThroughAsync(HttpRequest request, bool keepNaN = false)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        if (bytes.Length == 0)
            return (null, "The body is empty; JSON was expected.");
        var (utf8, problem) = BodyText.Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), request.ContentType);
        return problem is null ? LookThrough(utf8, keepNaN) : (null, problem);
    }

    internal static (JsonNode? Value, string? Problem) Parse(ReadOnlyMemory<byte> text)
    {
        var (json, problem) = LookThrough(text, keepNaN: false);
        return json is null ? (null, problem) : Build(json);
    }

    public static (JsonNode? Value, string? Problem) Build(PythonJson json)
    {
        try
        {
            return (json.Build(), null);
        }
        catch (JsonException e)
        {
            return (null, $"The body is too large: {e.Message}");
        }
    }

    private static (PythonJson? Json, string? Problem) LookThrough(ReadOnlyMemory<byte> json, bool keepNaN)
    {
        try
        {
            return (PythonJson.Read(json, keepNaN), null);
        }
        catch (JsonException e)
        {
            return (null, $"The body is not valid JSON: {e.Message}");
        }
    }

    /// <summary>Python's idea of true.</summary>
    public static bool IsTruthy(this JsonNode? value) => PythonValues.Bool(value);

    public static string? Text(this JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Null when it is not a list of texts.</summary>
    public static IReadOnlyList<string>? Texts(this JsonNode? value) =>
        value is JsonArray list && list.All(entry => entry.Text() is not null) ? [.. list.Select(entry => entry.Text()!)] : null;
}
