using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>
/// Holds a value against a JSON Schema (2020-12): the keywords that the API document uses. An unknown keyword is a mistake, not a pass.
/// </summary>
internal sealed class SchemaCheck(JsonObject document)
{
    private static readonly HashSet<string> Annotations = ["description", "format", "maxLength", "default", "title"];

    /// <summary>Every mistake with its place; none when the value fits.</summary>
    public IEnumerable<string> Mistakes(JsonNode? value, JsonNode schema, string at = "$")
    {
        if (schema.GetValueKind() == JsonValueKind.True)
            return [];
        if (schema.GetValueKind() == JsonValueKind.False)
            return [$"{at} may not be there"];
        return schema.AsObject().SelectMany(keyword => Check(keyword.Key, keyword.Value, value, schema.AsObject(), at));
    }

    private IEnumerable<string> Check(string keyword, JsonNode? rule, JsonNode? value, JsonObject schema, string at)
    {
        switch (keyword)
        {
            case "$ref":
                return Mistakes(value, Resolve((string)rule!), at);
            case "type":
                var types = rule is JsonArray list ? list.Select(type => (string)type!) : [(string)rule!];
                return types.Any(type => IsOf(value, type)) ? [] : [$"{at} is {Short(value)}, not {rule!.ToJsonString()}"];
            case "const":
                return JsonNode.DeepEquals(rule, value) ? [] : [$"{at} is {Short(value)}, not {rule?.ToJsonString()}"];
            case "enum":
                var isOne = rule!.AsArray().Any(choice => JsonNode.DeepEquals(choice, value));
                return isOne ? [] : [$"{at} is {Short(value)}, none of {rule.ToJsonString()}"];
            case "anyOf":
                var fits = rule!.AsArray().Any(choice => !Mistakes(value, choice!, at).Any());
                return fits ? [] : [$"{at} is {Short(value)}, which fits no choice"];
            case "required":
                return value is JsonObject o
                    ? rule!.AsArray().Where(name => !o.ContainsKey((string)name!)).Select(name => $"{at}.{name} is missing")
                    : [];
            case "properties":
                return OfMembers(value, name => rule![name], at);
            case "additionalProperties":
                return OfMembers(value, name => schema["properties"]?[name] is null ? rule : null, at);
            case "prefixItems":
                return value is JsonArray tuple
                    ? tuple.Take(rule!.AsArray().Count).SelectMany((item, i) => Mistakes(item, rule![i]!, $"{at}[{i}]"))
                    : [];
            case "items":
                return value is JsonArray items ? items.SelectMany((item, i) => Mistakes(item, rule!, $"{at}[{i}]")) : [];
            case "minItems" or "maxItems":
                return value is JsonArray counted && (keyword == "minItems" ? counted.Count < (int)rule! : counted.Count > (int)rule!)
                    ? [$"{at} has {counted.Count} items"]
                    : [];
            default:
                return Annotations.Contains(keyword) ? [] : throw new NotSupportedException($"The keyword {keyword} is not known here.");
        }
    }

    private IEnumerable<string> OfMembers(JsonNode? value, Func<string, JsonNode?> rule, string at) =>
        from member in value as JsonObject ?? []
        let its = rule(member.Key)
        where its is not null
        from mistake in Mistakes(member.Value, its, $"{at}.{member.Key}")
        select mistake;

    private JsonNode Resolve(string reference) =>
        reference[2..].Split('/').Aggregate((JsonNode)document,
            (node, part) => node[part] ?? throw new InvalidOperationException($"{reference} names nothing."));

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.String => type == "string",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => type == "number" || (type == "integer" && value!.ToJsonString().TrimStart('-').All(char.IsAsciiDigit)),
    };

    private static string Short(JsonNode? value) => value?.ToJsonString() is { } text ? text.Length > 80 ? text[..80] : text : "null";
}
