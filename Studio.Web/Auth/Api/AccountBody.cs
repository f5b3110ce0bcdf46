using System.Text.Json;
using System.Text.Json.Serialization;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Api;

/// <summary>
/// Bodies and answers of the account routes: snake_case, unknown members refused by name, every error one sentence in "detail".
/// </summary>
internal static class AccountBody
{
    private const int Largest = 64 << 10;
    private const int LargestLimit = 1_000_000_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>An empty body is an empty object.</summary>
    /// <exception cref="AccountException">It is no such object.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            if (body.Length + read > Largest)
                throw new AccountException(StatusCodes.Status413PayloadTooLarge, $"The body may have {Largest >> 10} KiB.");
            body.Write(buffer, 0, read);
        }

        try
        {
            var text = body.Length == 0 ? "{}"u8 : body.GetBuffer().AsSpan(0, (int)body.Length);
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw AccountException.Bad("A JSON object was expected.");
        }
        catch (JsonException e)
        {
            throw AccountException.Bad(e.Path is { Length: > 2 } path
                ? $"The body cannot be read at {path}."
                : $"The body cannot be read: {FirstSentence(e.Message)}");
        }
    }

    public static IResult Answer(object value, int status = StatusCodes.Status200OK) => Results.Json(value, Json, statusCode: status);

    public static IResult Done { get; } = Results.Json(new { status = "ok" });

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (AccountException e)
        {
            return Results.Json(new { detail = e.Message }, statusCode: e.Status);
        }
    }

    /// <summary>A limit of the body: absent keeps <paramref name="current"/>, null means none.</summary>
    public static int? Limit(JsonElement value, int? current, string name) => value.ValueKind switch
    {
        JsonValueKind.Undefined => current,
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetInt32(out var limit) && limit is >= 0 and <= LargestLimit => limit,
        _ => throw AccountException.Bad($"{name} is a whole number from 0 to {LargestLimit}, or null for no limit."),
    };

    public static Limits Limits(JsonElement requests, JsonElement images, JsonElement gpu, Limits current) => new(
        Limit(requests, current.RequestsPerMinute, "requests_per_minute"),
        Limit(images, current.ImagesPerDay, "images_per_day"),
        Limit(gpu, current.GpuSecondsPerDay, "gpu_seconds_per_day"));

    private static string FirstSentence(string message) => message.Split(". ")[0].TrimEnd('.') + ".";
}
