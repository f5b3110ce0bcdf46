using System.Reflection;
using System.Text.Json.Nodes;

namespace Studio.Web.Api.OpenApi;

/// <summary>
/// What endpoints cannot say of themselves, from comfy.json and studio.json: a row per operation, and the schemas they name. A row has
/// summary, answer (a schema, a media type, "socket", "redirect", or null for no content), and if need be body, query, headers, refusals.
/// </summary>
internal sealed class ApiTexts
{
    private ApiTexts(JsonObject operations, JsonObject schemas) => (Operations, Schemas) = (operations, schemas);

    public JsonObject Operations { get; }

    public JsonObject Schemas { get; }

    public static ApiTexts Read()
    {
        var (operations, schemas) = (new JsonObject(), new JsonObject());
        foreach (var name in new[] { "comfy.json", "studio.json" })
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"OpenApi/{name}")
                ?? throw new InvalidOperationException($"OpenApi/{name} is not embedded.");
            var file = JsonNode.Parse(stream)!.AsObject();
            Move(file["operations"]!.AsObject(), operations);
            Move(file["schemas"]!.AsObject(), schemas);
        }

        return new(operations, schemas);
    }

    /// <summary>The row of a route. ComfyUI's twins below /api share one; HEAD is as GET.</summary>
    public JsonObject? Of(ApiRoute route)
    {
        var method = route.Method == HttpMethods.Head ? HttpMethods.Get : route.Method;
        return Operations[$"{method} {route.Path}"] as JsonObject
            ?? (route is { IsComfy: true } && route.Path.StartsWith("/api/", StringComparison.Ordinal)
                ? Operations[$"{method} {route.Path[4..]}"] as JsonObject
                : null);
    }

    private static void Move(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from.ToList())
        {
            from.Remove(name);
            to.Add(name, value);
        }
    }
}
