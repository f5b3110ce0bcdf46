using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Studio.Web.Api.OpenApi;

/// <summary>
/// The OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0) of every route this server has, made once when it is first asked for.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    private static readonly string[] Schemes = ["key", "bearer", "basic", "query", "session"];

    private readonly Lazy<byte[]> _bytes = new(() => System.Text.Encoding.UTF8.GetBytes(Build(services).ToJsonString()));

    /// <summary>UTF-8 JSON.</summary>
    public byte[] Bytes => _bytes.Value;

    private static JsonObject Build(IServiceProvider services)
    {
        var texts = ApiTexts.Read();
        var operations = new ApiOperations(texts, new ApiParameters(
            services.GetRequiredService<IServiceProviderIsService>(),
            services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions));
        var routes = ApiRoute.All(services.GetRequiredService<EndpointDataSource>()).ToList();
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Studio",
                ["version"] = ProductVersion.Text,
                ["description"] = "ComfyUI's interface, each route with and without /api, and Studio's own. Messages of the sockets are in docs/comfyui.md.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray([.. Schemes.Select(scheme => new JsonObject { [scheme] = new JsonArray() })]),
            ["tags"] = new JsonArray([.. routes.Select(route => route.Tag).Distinct().Order(StringComparer.Ordinal)
                .Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = Paths(routes, operations),
            ["components"] = new JsonObject { ["schemas"] = texts.Schemas, ["responses"] = Refusals(),
                ["securitySchemes"] = SecuritySchemes() },
        };
    }

    private static JsonObject Paths(IEnumerable<ApiRoute> routes, ApiOperations operations)
    {
        var paths = new JsonObject();
        foreach (var path in routes.GroupBy(route => route.Path).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            var methods = new JsonObject();
            foreach (var route in path)
                methods[route.Method.ToLowerInvariant()] ??= operations.Of(route);
            paths[path.Key] = methods;
        }

        return paths;
    }

    private static JsonObject Refusals() => new()
    {
        ["NotAuthenticated"] = new JsonObject { ["description"] = "No credential, or one that is not good.", ["content"] = Json("Detail") },
        ["Refused"] = new JsonObject
        {
            ["description"] = "Refused, with a sentence that says why.",
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = new JsonObject
                    { ["anyOf"] = new JsonArray(Reference("Error"), Reference("Detail"), Reference("Problem")) } },
                ["text/plain"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } },
            },
        },
    };

    private static JsonObject SecuritySchemes() => new()
    {
        ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
        ["basic"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic",
            ["description"] = "The key is the password; the name does not matter." },
        ["query"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = "api_key",
            ["description"] = "For clients that can send no header; can be switched off." },
        ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "session" },
    };

    private static JsonObject Json(string schema) => new() { ["application/json"] = new JsonObject { ["schema"] = Reference(schema) } };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
}
