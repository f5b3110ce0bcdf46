using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Studio.Web.Api.OpenApi;

/// <summary>What an operation takes: from the path, from its row, and from the parameters of its handler.</summary>
internal sealed class ApiParameters(IServiceProviderIsService services, JsonSerializerOptions json)
{
    public JsonArray Of(ApiRoute route, JsonObject? row)
    {
        var parameters = new JsonArray([.. route.Endpoint.RoutePattern.Parameters.Select(InPath)]);
        foreach (var (place, rows) in new[] { ("query", row?["query"]), ("header", row?["headers"]) })
        {
            foreach (var (name, text) in rows as JsonObject ?? [])
                parameters.Add(Described(place, name, (string)text!));
        }

        var known = parameters.Select(parameter => (string)parameter!["name"]!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var value in Handler(route).Where(value => IsSimple(value.Type) && known.Add(value.Name)))
        {
            parameters.Add(new JsonObject
            {
                ["name"] = value.Name,
                ["in"] = "query",
                ["required"] = value.IsRequired,
                ["schema"] = Schema(value.Type),
            });
        }

        return parameters;
    }

    /// <summary>The schema of the body that the handler takes as a parameter; null when it takes none.</summary>
    public JsonNode? BodyOf(ApiRoute route) =>
        Handler(route).FirstOrDefault(value => IsBody(value.Type)) is { } body ? Schema(body.Type) : null;

    public JsonNode Schema(Type type) => json.GetJsonSchemaAsNode(type, new() { TreatNullObliviousAsNonNullable = true });

    private static JsonNode InPath(RoutePatternParameterPart part) => new JsonObject
    {
        ["name"] = part.Name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = part.ParameterPolicies.Any(policy => policy.Content is "int" or "long")
            ? "integer"
            : "string" },
    };

    // "integer: at most so many"
    private static JsonObject Described(string place, string name, string text)
    {
        var (type, description) = (text[..text.IndexOf(':', StringComparison.Ordinal)],
            text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        var isRequired = description.StartsWith("required", StringComparison.Ordinal);
        return new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = isRequired,
            ["description"] = description,
            ["schema"] = new JsonObject { ["type"] = type },
        };
    }

    /// <summary>The values that the handler is given: its parameters, and the properties of those that stand for several.</summary>
    private static IEnumerable<GivenValue> Handler(ApiRoute route)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var parameter in route.Endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
        {
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is null)
                yield return new(parameter.Name!, parameter.ParameterType,
                    !parameter.HasDefaultValue && IsNeeded(nullability.Create(parameter)));
            else
                foreach (var property in parameter.ParameterType.GetProperties().Where(property => property.CanWrite))
                    yield return new(property.Name, property.PropertyType, IsNeeded(nullability.Create(property)));
        }
    }

    private static bool IsNeeded(NullabilityInfo info) => info.WriteState == NullabilityState.NotNull;

    private static bool IsSimple(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain
            && (plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(Guid) || plain == typeof(DateTimeOffset));

    private bool IsBody(Type type) =>
        type.IsClass && type != typeof(string) && !services.IsService(type) && !typeof(Delegate).IsAssignableFrom(type)
        && type.Namespace?.StartsWith("Microsoft.", StringComparison.Ordinal) == false
        && type.Namespace?.StartsWith("System", StringComparison.Ordinal) == false
        && type.GetMethod("BindAsync", BindingFlags.Public | BindingFlags.Static) is null;

    private sealed record GivenValue(string Name, Type Type, bool IsRequired);
}
