using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Forms;

/// <summary>
/// ComfyUI Deploy's external input nodes: each names an input of the workflow and gives its value. They stand in files only: before a run
/// a value takes the place of the node, and a picture that of a LoadImage.
/// </summary>
public static class ExternalNodes
{
    private const string Prefix = "ComfyUIDeployExternal";

    private static readonly Dictionary<string, FormInputType> Types = new(StringComparer.Ordinal)
    {
        ["Text"] = FormInputType.Text, ["TextAny"] = FormInputType.Text, ["TextSingleLine"] = FormInputType.Text,
        ["Number"] = FormInputType.Number, ["NumberSlider"] = FormInputType.Number,
        ["NumberInt"] = FormInputType.Integer, ["NumberSliderInt"] = FormInputType.Integer,
        ["Boolean"] = FormInputType.Boolean, ["Enum"] = FormInputType.Choice, ["Seed"] = FormInputType.Seed,
        ["Image"] = FormInputType.Picture, ["ImageAlpha"] = FormInputType.Picture,
        ["Checkpoint"] = FormInputType.Text, ["Lora"] = FormInputType.Text,
    };

    /// <summary>Whether a class is one that is replaced before a run.</summary>
    public static bool IsOne(string classType) => TypeOf(classType) is not null;

    /// <summary>The inputs that such nodes name; null when there is no such node.</summary>
    public static WorkflowForm? FormOf(Prompt prompt)
    {
        var inputs = new OrderedDictionary<string, FormInput>(StringComparer.Ordinal);
        foreach (var node in prompt.Nodes.Values)
        {
            if (TypeOf(node.ClassType) is not { } type || Text(node, "input_id") is not { Length: > 0 } id)
                continue;
            // two nodes of one id get the same value
            inputs[id] = inputs.TryGetValue(id, out var same) ? same with { Targets = [.. same.Targets, Target(node)] }
                : Input(node, id, type);
        }
        return inputs.Count == 0 ? null : new([.. inputs.Values], FormOrigin.ExternalNodes);
    }

    /// <summary>Puts the values where the nodes stand. The prompt is changed.</summary>
    public static void Replace(JsonObject prompt)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (id, json) in prompt.ToList())
        {
            if (json is not JsonObject node || WorkflowJson.Text(node["class_type"]) is not { } name || TypeOf(name) is not { } type)
                continue;
            var value = (node["inputs"] as JsonObject)?[FieldOf(name)];
            if (type == FormInputType.Picture)
            {
                if (WorkflowJson.Text(value) is { } picture)
                    prompt[id] = new JsonObject { ["class_type"] = "LoadImage", ["inputs"] = new JsonObject { ["image"] = picture } };
                continue;
            }
            values[id] = value?.DeepClone();
            prompt.Remove(id);
        }
        foreach (var inputs in prompt.Select(node => (node.Value as JsonObject)?["inputs"]).OfType<JsonObject>())
        {
            foreach (var (name, value) in inputs.ToList())
            {
                if (value is JsonArray { Count: 2 } link && WorkflowJson.Text(link[0]) is { } from
                    && values.TryGetValue(from, out var given))
                    inputs[name] = given?.DeepClone();
            }
        }
    }

    private static FormInput Input(PromptNode node, string id, FormInputType type) =>
        new(id, Text(node, "display_name") is { Length: > 0 } label ? label : id, type)
        {
            Targets = [Target(node)],
            Default = Value(node, "default_value"),
            Hint = Text(node, "description") is { Length: > 0 } words ? words : null,
            IsRequired = type == FormInputType.Picture,
            IsMultiline = node.ClassType == Prefix + "Text",
            Min = WorkflowJson.Number(Value(node, "min_value")),
            Max = WorkflowJson.Number(Value(node, "max_value")),
            Options = type == FormInputType.Choice ? OptionsOf(Text(node, "options")) : null,
        };

    private static List<FormOption> OptionsOf(string? text)
    {
        try
        {
            return [.. (JsonNode.Parse(text ?? "[]") as JsonArray ?? []).OfType<JsonValue>()
                .Select(value => new FormOption(WorkflowJson.Text(value) ?? value.ToJsonString(), value.DeepClone()))];
        }
        catch (System.Text.Json.JsonException)
        {
            return [.. text!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(word => new FormOption(word, word))];
        }
    }

    private static FormTarget Target(PromptNode node) => new(node.Id, FieldOf(node.ClassType));

    // the field that a value goes to, as ComfyUI Deploy's own mapping has it
    private static string FieldOf(string classType) => classType == Prefix + "Lora" ? "lora_url" : "default_value";

    private static FormInputType? TypeOf(string classType) =>
        classType.StartsWith(Prefix, StringComparison.Ordinal) && Types.TryGetValue(classType[Prefix.Length..], out var type) ? type : null;

    private static string? Text(PromptNode node, string input) => WorkflowJson.Text(Value(node, input));

    private static JsonNode? Value(PromptNode node, string input) => (node.Inputs.GetValueOrDefault(input) as InputValue.Literal)?.Value;
}
