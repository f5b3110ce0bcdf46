using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Comfy;

/// <summary>
/// How object_info shows inputs that depend on the prompt: a row that grows is one input, what counts only with some choices stands below
/// the choice, and inputs of a template say so. In prompts they are plain inputs with dotted names.
/// </summary>
internal static class DynamicInputs
{
    public const string MatchType = "COMFY_MATCHTYPE_V3";

    private const string DynamicCombo = "COMFY_DYNAMICCOMBO_V3";
    private const string Autogrow = "COMFY_AUTOGROW_V3";

    /// <summary>The inputs that are listed: of a row the first, and none that stand below a choice.</summary>
    public static IReadOnlyList<InputSchema> Shown(NodeSchema schema) =>
        [.. schema.Inputs.Where(input => input.When is null).DistinctBy(input => (object?)input.Growing ?? input)];

    /// <summary>The name it is listed under.</summary>
    public static string NameOf(InputSchema input) => input.Growing?.Name ?? input.Name;

    /// <summary>[type, options]; null for an ordinary input.</summary>
    public static JsonArray? Describe(NodeSchema schema, InputSchema input)
    {
        if (input.Growing is { } row)
            return [Autogrow, new JsonObject { ["template"] = Template(input, row) }];
        if (input.Template is { } template)
            return Matching(input, template);
        return schema.Inputs.Any(other => other.Owner == input.Name) ? Choosing(schema, input) : null;
    }

    private static JsonObject Template(InputSchema input, GrowingInputs row)
    {
        var template = new JsonObject
        {
            ["input"] = new JsonObject
                { [input.IsRequired ? "required" : "optional"] = new JsonObject { [row.Member] = ObjectInfo.InputConfig(input) } },
        };
        if (row.Names is { } names)
            template["names"] = ObjectInfo.Array(names);
        else
            template["prefix"] = row.Prefix;
        template["min"] = row.Min;
        if (row.Names is null)
            template["max"] = row.Max;
        return template;
    }

    private static JsonArray Matching(InputSchema input, string template)
    {
        var options = ObjectInfo.Options(input);
        options["template"] = new JsonObject { ["template_id"] = template, ["allowed_types"] = input.Type };
        return [MatchType, options];
    }

    private static JsonArray Choosing(NodeSchema schema, InputSchema combo)
    {
        var options = ObjectInfo.Options(combo);
        options["options"] = new JsonArray([.. combo.Choices!.Select(JsonNode (choice) => new JsonObject
        {
            ["key"] = choice,
            ["inputs"] = Below(schema.Inputs.Where(input => input.Owner == combo.Name && input.When!.Contains(choice))),
        })]);
        return [DynamicCombo, options];
    }

    private static JsonObject Below(IEnumerable<InputSchema> inputs) =>
        new(inputs.GroupBy(input => input.IsRequired).Select(group => KeyValuePair.Create<string, JsonNode?>(
        group.Key ? "required" : "optional",
        new JsonObject(
            group.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name[(input.Owner!.Length + 1)..], Inner(input)))))));

    /// <summary>Below a choice the newer form is used throughout: combos name their choices among the options.</summary>
    private static JsonArray Inner(InputSchema input)
    {
        var options = ObjectInfo.Options(input);
        if (input.Choices is { } choices)
        {
            options["multiselect"] = false;
            options["options"] = ObjectInfo.Array(choices);
        }
        return [input.Type, options];
    }
}
