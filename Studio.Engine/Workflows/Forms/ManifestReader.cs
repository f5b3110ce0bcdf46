using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows.Forms;

/// <summary>
/// Reads the inputs of a manifest, ComfyUI Studio's manifest.yaml as JSON or the form that <see cref="ManifestWriter"/> wrote: a flat list,
/// or groups {group, collapsed, items}.
/// </summary>
public static class ManifestReader
{
    private const int MostInputs = 200;

    private static readonly Dictionary<string, FormInputType> Types = new(StringComparer.Ordinal)
    {
        ["text"] = FormInputType.Text, ["string"] = FormInputType.Text,
        ["int"] = FormInputType.Integer, ["integer"] = FormInputType.Integer,
        ["float"] = FormInputType.Number, ["number"] = FormInputType.Number, ["slider"] = FormInputType.Number,
        ["boolean"] = FormInputType.Boolean, ["bool"] = FormInputType.Boolean,
        ["seed"] = FormInputType.Seed,
        ["select"] = FormInputType.Choice, ["dropdown"] = FormInputType.Choice, ["enum"] = FormInputType.Choice,
        ["checkpoint_picker"] = FormInputType.Choice, ["vae_picker"] = FormInputType.Choice,
        ["image"] = FormInputType.Picture,
        ["resolution_picker"] = FormInputType.Resolution,
    };

    /// <returns>The form, or every mistake found, a sentence each.</returns>
    public static (WorkflowForm? Form, IReadOnlyList<string> Faults) Read(JsonObject manifest, FormOrigin origin = FormOrigin.Manifest)
    {
        var (inputs, faults) = (new List<FormInput>(), new List<string>());
        if (manifest["inputs"] is not JsonArray list)
            return (null, ["The manifest has no list of inputs."]);
        foreach (var entry in list)
        {
            if (entry is JsonObject group && group["items"] is JsonArray items)
                items.ToList().ForEach(item => Add(item, WorkflowJson.Text(group["group"]), IsTrue(group["collapsed"])));
            else
                Add(entry, WorkflowJson.Text((entry as JsonObject)?["group"]), false);
        }
        if (inputs.Count > MostInputs)
            faults.Add($"A form has at most {MostInputs} inputs; this one has {inputs.Count}.");
        var ids = inputs.Select(input => input.Id).ToHashSet(StringComparer.Ordinal);
        if (inputs.GroupBy(input => input.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            faults.Add($"Two inputs have the id '{twice.Key}'.");
        faults.AddRange(inputs.Where(input => input.ShowWhen is not null)
            .Select(input => ShowWhen.Parse(input.ShowWhen!, ids).Problem is { } problem ? $"Input '{input.Id}': {problem}" : null)
                .OfType<string>());
        return faults.Count > 0 ? (null, faults) : (new WorkflowForm(inputs, origin), []);

        void Add(JsonNode? json, string? group, bool collapsed)
        {
            var (input, fault) = Input(json, group, collapsed);
            if (input is not null)
                inputs.Add(input);
            else
                faults.Add(fault!);
        }
    }

    private static (FormInput? Input, string? Fault) Input(JsonNode? json, string? group, bool collapsed)
    {
        if (json is not JsonObject fields || WorkflowJson.Text(fields["id"]) is not { Length: > 0 } id)
            return (null, "An input of the manifest has no id.");
        var word = WorkflowJson.Text(fields["type"]) ?? "text";
        if (!Types.TryGetValue(word, out var type))
            return (null, $"Input '{id}' has the type '{word}', which forms do not have here: {string.Join(", ", Types.Keys)}.");
        var options = (fields["options"] as JsonArray)?.Select(Option).ToList();
        if (options?.Contains(null) == true)
            return (null, $"Input '{id}': each of its options is a value, or an object with label and value.");
        return (new FormInput(id, WorkflowJson.Text(fields["name"]) ?? WorkflowJson.Text(fields["label"]) ?? id, type)
        {
            Targets = Targets(fields, type),
            IsRequired = IsTrue(fields["required"]),
            Default = fields["default"]?.DeepClone(),
            Placeholder = WorkflowJson.Text(fields["placeholder"]),
            Hint = WorkflowJson.Text(fields["tooltip"]) ?? WorkflowJson.Text(fields["description"]),
            Group = group,
            IsAdvanced = IsTrue(fields["advanced"]) || collapsed,
            ShowWhen = WorkflowJson.Text(fields["show_when"]) is { Length: > 0 } condition ? condition : null,
            Min = WorkflowJson.Number(fields["min"]),
            Max = WorkflowJson.Number(fields["max"]),
            Step = WorkflowJson.Number(fields["step"]),
            Options = options?.OfType<FormOption>().ToList(),
            IsMultiline = fields.ContainsKey("multiline") ? IsTrue(fields["multiline"]) : word == "text",
        }, null);
    }

    private static List<FormTarget> Targets(JsonObject fields, FormInputType type)
    {
        var targets = new List<FormTarget>();
        Add(fields);
        foreach (var more in fields["targets"] as JsonArray ?? [])
        {
            if (more is JsonObject target)
                Add(target);
        }
        return targets;

        void Add(JsonObject from)
        {
            if (WorkflowJson.Id(from["node_id"]) is not { } node)
                return;
            if (WorkflowJson.Text(from["field"]) is { } field)
                targets.Add(new(node, field));
            else if (type == FormInputType.Resolution)
                targets.AddRange([new(node, "width"), new(node, "height")]);
        }
    }

    private static FormOption? Option(JsonNode? json) => json switch
    {
        JsonObject fields when fields["value"] is { } value =>
            new(WorkflowJson.Text(fields["label"]) ?? WorkflowJson.Text(value) ?? value.ToJsonString(), value.DeepClone()),
        JsonValue value => new(WorkflowJson.Text(value) ?? value.ToJsonString(), value.DeepClone()),
        _ => null,
    };

    private static bool IsTrue(JsonNode? value) => Forms.ShowWhen.IsTrue(value);
}
