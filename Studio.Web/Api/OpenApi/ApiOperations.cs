using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;

namespace Studio.Web.Api.OpenApi;

/// <summary>An OpenAPI operation from a route, its row, and what its endpoint says.</summary>
internal sealed class ApiOperations(ApiTexts texts, ApiParameters parameters)
{
    private const string Json = "application/json";

    public JsonObject Of(ApiRoute route)
    {
        var row = texts.Of(route);
        var operation = new JsonObject
        {
            ["operationId"] = route.Id,
            ["tags"] = new JsonArray(route.Tag),
            ["summary"] = Summary(route, row),
        };
        if (route.Policies.Count > 0)
            operation["description"] = $"Needs the right: {string.Join(", ", route.Policies)}.";
        if (parameters.Of(route, row) is { Count: > 0 } taken)
            operation["parameters"] = taken;
        if (Body(route, row) is { } body)
            operation["requestBody"] = body;
        operation["responses"] = Responses(route, row);
        if (route.IsPublic)
            operation["security"] = new JsonArray();
        return operation;
    }

    private static string Summary(ApiRoute route, JsonObject? row) =>
        (string?)row?["summary"] ?? route.Endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary
        ?? (route.Page is { } page ? $"The page {page.Name}" : $"{route.Method} {route.Path}");

    private JsonObject? Body(ApiRoute route, JsonObject? row)
    {
        if (HttpMethods.IsGet(route.Method) || HttpMethods.IsHead(route.Method))
            return null;
        var content = (string?)row?["body"] switch
        {
            null => parameters.BodyOf(route) is { } schema ? Content(Json, schema) : null,
            "form" => Content("application/x-www-form-urlencoded", new JsonObject { ["type"] = "object" }),
            var name when name.StartsWith("multipart:", StringComparison.Ordinal) =>
                Content("multipart/form-data", Reference(name["multipart:".Length..])),
            var type when type.Contains('/') => Content(type, Binary()),
            var name => Content(Json, Reference(name)),
        };
        return content is null ? null : new() { ["content"] = content };
    }

    private JsonObject Responses(ApiRoute route, JsonObject? row)
    {
        var responses = new JsonObject();
        if (row is not null && row.ContainsKey("answer"))
            AddAnswer(responses, route, (string?)row["answer"]);
        else if (route.Page is not null)
            AddAnswer(responses, route, "text/html");
        else
            AddDeclared(responses, route);
        foreach (var (status, refusal) in row?["refusals"] as JsonObject ?? [])
            responses[status] = Response("Refused.", (string)refusal! is var name && name.Contains('/')
                ? Content(name, new JsonObject { ["type"] = "string" })
                : Content(Json, Reference(name)));
        if (!route.IsPublic)
        {
            responses["401"] ??= new JsonObject { ["$ref"] = "#/components/responses/NotAuthenticated" };
            responses["403"] ??= new JsonObject { ["$ref"] = "#/components/responses/Refused" };
        }

        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/Refused" };
        return responses;
    }

    private static void AddAnswer(JsonObject responses, ApiRoute route, string? answer)
    {
        var isHead = HttpMethods.IsHead(route.Method);
        (string Status, JsonObject Response) added = answer switch
        {
            null => ("204", Response("Done.", null)),
            "socket" => ("101", Response("The WebSocket.", null)),
            "redirect" => ("302", Response("To another address.", null)),
            var type when type.Contains('/') => ("200", Response("The content.",
                isHead ? null : Content(type, type == "text/html" ? new JsonObject { ["type"] = "string" } : Binary()))),
            var name => ("200", Response("The answer.", isHead ? null : Content(Json, Reference(name)))),
        };
        responses[added.Status] = added.Response;
    }

    private void AddDeclared(JsonObject responses, ApiRoute route)
    {
        foreach (var declared in route.Endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
        {
            var type = declared.Type is { } t && t != typeof(void) && !typeof(IResult).IsAssignableFrom(t) ? t : null;
            responses[$"{declared.StatusCode}"] = Response("The answer.",
                type is null ? null : Content(declared.ContentTypes.FirstOrDefault() ?? Json, parameters.Schema(type)));
        }

        if (responses.Count == 0)
            responses["200"] = Response("The answer.", null);
    }

    private static JsonObject Response(string description, JsonObject? content)
    {
        var response = new JsonObject { ["description"] = description };
        if (content is not null)
            response["content"] = content;
        return response;
    }

    private static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject Binary() => new() { ["type"] = "string", ["format"] = "binary" };
}
