using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph;

/// <summary>
/// Reads ComfyUI's API format: {"id": {"class_type", "inputs", "_meta"?}}. Fields it does not know stay in <see cref="Prompt.Source"/>.
/// Nothing it is given can make it throw.
/// </summary>
public static class PromptParser
{
    /// <summary>How deep JSON may nest, as for every JSON text that comes from outside.</summary>
    public const int MaxDepth = PythonJson.MaxDepth;

    /// <summary>More nodes than any real workflow has; bounds the work that one request can cause.</summary>
    public const int MaxNodes = 10_000;

    /// <summary>Reads the JSON text of a prompt, as Python reads JSON (<see cref="PythonJson"/>).</summary>
    public static ParsedPrompt Parse(string json)
    {
        try
        {
            return Parse(PythonJson.Parse(json, keepNaN: true));
        }
        catch (JsonException exception)
        {
            return Refused(new PromptError.NotJson(exception.Message));
        }
    }

    /// <summary>Reads the value of a request's "prompt" key. The node is copied, not kept.</summary>
    public static ParsedPrompt Parse(JsonNode? prompt)
    {
        if (prompt is not JsonObject source)
            return Refused(new PromptError.NoPrompt());
        if (source.Count > MaxNodes)
            return TooLarge(source.Count);
        try
        {
            // System.Text.Json reads late: keys that occur twice and halves of characters show only when everything is read.
            _ = source.ToJsonString();
            return ParseNodes((JsonObject)source.DeepClone());
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or JsonException)
        {
            return Refused(new PromptError.NotJson("An object names the same key twice, or a text is not valid Unicode."));
        }
    }

    /// <summary>The answer to a prompt of more nodes than <see cref="MaxNodes"/>.</summary>
    public static ParsedPrompt TooLarge(int nodes) => Refused(new PromptError.TooManyNodes(nodes, MaxNodes));

    private static ParsedPrompt ParseNodes(JsonObject source)
    {
        var nodes = new OrderedDictionary<string, PromptNode>(source.Count, StringComparer.Ordinal);
        foreach (var (id, value) in source)
        {
            var title = TitleOf(value);
            if (value is not JsonObject node || StringOf(node["class_type"]) is not { } classType)
                return Refused(new PromptError.NoClassType(id, title));
            if (node["inputs"] is not (null or JsonObject))
                return Refused(new PromptError.InputsNotAnObject(id));
            var inputs = new OrderedDictionary<string, InputValue>(StringComparer.Ordinal);
            foreach (var (name, input) in node["inputs"] as JsonObject ?? [])
                inputs.Add(name, InputOf(input));
            nodes.Add(id, new PromptNode(id, classType, inputs,
                title) { IsChanged = node.TryGetPropertyValue("is_changed", out var said) ? PythonText.Dumps(said) : null });
        }
        return new ParsedPrompt(new Prompt(nodes, source), null);
    }

    /// <summary>
    /// A list of a text and a whole number is a link. Other lists stay literals, which validation refuses; {"__value__": x} is the literal
    /// x.
    /// </summary>
    private static InputValue InputOf(JsonNode? value)
    {
        if (value is JsonArray { Count: 2 } pair && StringOf(pair[0]) is { } id && pair[1] is JsonValue slot
            && slot.TryGetValue(out int number))
            return new InputValue.Link(id, number);
        return new InputValue.Literal(value);
    }

    private static string? TitleOf(JsonNode? node) =>
        node is JsonObject { } fields && fields["_meta"] is JsonObject meta ? StringOf(meta["title"]) : null;

    private static string? StringOf(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static ParsedPrompt Refused(PromptError error) => new(null, error);
}

/// <summary>Either a prompt or the reason why there is none.</summary>
public sealed record ParsedPrompt(Prompt? Prompt, PromptError? Error);
