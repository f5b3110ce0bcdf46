using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Studio.Web.Auth;

/// <summary>What POST /api/auth/login takes, as JSON or as a form with the same fields.</summary>
internal sealed record LoginRequest(string? ApiKey, string? User, string? Password, string? Next, bool? Remember)
{
    private const int Largest = 16 * 1024;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Null when the body is no such thing. Which media types get here at all, <see cref="PublicBodies"/> says.</summary>
    public static async Task<LoginRequest?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > Largest)
            return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Largest;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var text = body.GetBuffer().AsMemory(0, (int)body.Length);
            // curl says form of everything that it is not told to call otherwise
            return PublicBodies.IsForm(context.Request.ContentType) && text.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..]
                ? FromForm(Encoding.UTF8.GetString(text.Span))
                : JsonSerializer.Deserialize<LoginRequest>(text.Span, Json);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    private static LoginRequest? FromForm(string text)
    {
        using var reader = new FormReader(text);
        var fields = reader.ReadForm();
        // of two keys neither is meant
        return fields.Values.All(values => values.Count == 1)
            ? new(Field(fields, "api_key"), Field(fields, "user"), Field(fields, "password"), Field(fields, "next"),
                Remembers(Field(fields, "remember")))
            : null;
    }

    private static string? Field(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> fields, string name) =>
        fields.TryGetValue(name, out var value) ? value.ToString() : null;

    private static bool? Remembers(string? text) => text is null ? null : text is "true" or "on" or "1";
}
