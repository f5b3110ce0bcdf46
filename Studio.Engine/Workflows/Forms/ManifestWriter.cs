using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows.Forms;

/// <summary>A form as the inputs of a manifest, which <see cref="ManifestReader"/> reads again.</summary>
public static class ManifestWriter
{
    private static readonly Dictionary<FormInputType, string> Words = new()
    {
        [FormInputType.Text] = "string", [FormInputType.Integer] = "int", [FormInputType.Number] = "float",
        [FormInputType.Boolean] = "boolean", [FormInputType.Seed] = "seed", [FormInputType.Choice] = "select",
        [FormInputType.Picture] = "image", [FormInputType.Resolution] = "resolution_picker",
    };

    public static JsonArray Inputs(WorkflowForm form) => new([.. form.Inputs.Select(Input)]);

    private static JsonNode Input(FormInput input)
    {
        var json = new JsonObject { ["id"] = input.Id, ["name"] = input.Label, ["type"] = Words[input.Type],
            ["required"] = input.IsRequired };
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
                json[name] = value;
        }

        Add("default", input.Default?.DeepClone());
        Add("placeholder", input.Placeholder);
        Add("tooltip", input.Hint);
        Add("group", input.Group);
        Add("advanced", input.IsAdvanced ? true : null);
        Add("show_when", input.ShowWhen);
        Add("min", input.Min);
        Add("max", input.Max);
        Add("step", input.Step);
        Add("multiline", input.IsMultiline ? true : null);
        Add("options", input.Options is null ? null : new JsonArray([.. input.Options.Select(option =>
            (JsonNode)new JsonObject { ["label"] = option.Label, ["value"] = option.Value.DeepClone() })]));
        if (input.Targets is [var only])
            (json["node_id"], json["field"]) = (only.NodeId, only.Field);
        else if (input.Targets.Count > 1)
            json["targets"] = new JsonArray([.. input.Targets.Select(target =>
                (JsonNode)new JsonObject { ["node_id"] = target.NodeId, ["field"] = target.Field })]);
        return json;
    }
}
