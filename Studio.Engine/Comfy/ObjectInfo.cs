using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Comfy;

/// <summary>A node's schema in the JSON of ComfyUI's object_info, in the class style: combos are lists, which every client reads.</summary>
public static class ObjectInfo
{
    /// <summary>All nodes: class_type → description.</summary>
    public static JsonObject Describe(NodeCatalog nodes) =>
        new(nodes.All.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Name, Describe(schema))));

    /// <summary>One node.</summary>
    public static JsonObject Describe(NodeSchema schema)
    {
        var inputs = new JsonObject();
        var order = new JsonObject();
        var shown = DynamicInputs.Shown(schema);
        AddGroup(inputs, order, "required", schema, shown.Where(input => input.IsRequired));
        AddGroup(inputs, order, "optional", schema, shown.Where(input => input is { IsRequired: false, IsHidden: false }));
        AddHidden(inputs, order, schema);
        var info = new JsonObject
        {
            ["input"] = inputs,
            ["input_order"] = order,
            ["is_input_list"] = schema.IsInputList,
            ["output"] = Array(schema.Outputs.Select(output => output.Template is null ? output.Type : DynamicInputs.MatchType)),
            ["output_is_list"] = new JsonArray([.. schema.Outputs.Select(output => (JsonNode)output.IsList)]),
            ["output_name"] = Array(schema.Outputs.Select(output => output.Name)),
            ["name"] = schema.Name,
            ["display_name"] = schema.DisplayName,
            ["description"] = schema.Description,
            ["python_module"] = schema.PythonModule,
            ["category"] = schema.Category,
            ["output_node"] = schema.IsOutput,
            ["deprecated"] = schema.IsDeprecated,
            ["experimental"] = schema.IsExperimental,
            ["has_intermediate_output"] = schema.HasIntermediateOutput,
        };
        AddWhatMayBeLeftOut(info, schema);
        return info;
    }

    /// <summary>
    /// The older style leaves out what is not there; the newer one says null, empty or false. Paid and developers' nodes there are none.
    /// </summary>
    private static void AddWhatMayBeLeftOut(JsonObject info, NodeSchema schema)
    {
        var saysAll = schema.IsSchemaStyle;
        Add("output_tooltips", schema.Outputs.Any(output => output.Tooltip is not null), Each(output => output.Tooltip), Each(_ => null));
        Add("output_matchtypes", schema.Outputs.Any(output => output.Template is not null), Each(output => output.Template), null);
        Add("dev_only", false, null, false);
        Add("api_node", false, null, false);
        Add("price_badge", false, null, null);
        Add("search_aliases", schema.SearchAliases.Count > 0 || !saysAll, Array(schema.SearchAliases), null);
        Add("essentials_category", schema.EssentialsCategory is not null, schema.EssentialsCategory, null);

        void Add(string key, bool isThere, JsonNode? value, JsonNode? instead)
        {
            if (isThere || saysAll)
                info[key] = isThere ? value : instead;
        }

        JsonArray Each(Func<OutputSchema, string?> what) => new([.. schema.Outputs.Select(output => (JsonNode?)what(output))]);
    }

    /// <summary>An input as validation errors quote it: always [type or choices, options].</summary>
    internal static JsonArray InputConfig(DeclaredInput input)
    {
        JsonNode type = input.Choices is { } choices ? Array(choices) : input.Schema.Type;
        return [type, Options(input)];
    }

    internal static JsonArray InputConfig(InputSchema input) => InputConfig(Now(input));

    internal static JsonObject Options(InputSchema input) => Options(Now(input));

    private static DeclaredInput Now(InputSchema input) => new(input, input.Choices);

    private static void AddGroup(JsonObject inputs, JsonObject order, string group, NodeSchema schema, IEnumerable<InputSchema> members)
    {
        var list = members.ToList();
        if (list.Count == 0 && group != "required")
            return;
        inputs[group] = new JsonObject(
            list.Select(input => KeyValuePair.Create<string, JsonNode?>(DynamicInputs.NameOf(input), Describe(schema, input))));
        order[group] = Array(list.Select(DynamicInputs.NameOf));
    }

    private static void AddHidden(JsonObject inputs, JsonObject order, NodeSchema schema)
    {
        var hidden = schema.Inputs.Where(input => input.IsHidden).ToList();
        if (hidden.Count + schema.Hidden.Count == 0)
            return;
        inputs["hidden"] = new JsonObject(
            hidden.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name, Describe(schema, input)))
            .Concat(schema.Hidden.Select(name => KeyValuePair.Create<string, JsonNode?>(name, Hidden(name, schema.IsSchemaStyle)))));
        order["hidden"] = Array(hidden.Select(input => input.Name).Concat(schema.Hidden));
    }

    private static JsonNode Hidden(string name, bool asList) => asList ? new JsonArray(name.ToUpperInvariant()) : name.ToUpperInvariant();

    private static JsonArray Describe(NodeSchema schema, InputSchema input)
    {
        var config = DynamicInputs.Describe(schema, input) ?? InputConfig(input);
        if (config[1] is JsonObject { Count: 0 })
            config.RemoveAt(1);
        return config;
    }

    private static JsonObject Options(DeclaredInput declared)
    {
        var input = declared.Schema;
        var options = new JsonObject();
        if (DefaultOf(declared) is { } initial)
            options["default"] = initial;
        AddLimit(options, "min", input, input.Min);
        AddLimit(options, "max", input, input.Max);
        AddLimit(options, "step", input, input.Step);
        AddLimit(options, "round", input, input.Round);
        AddFlag(options, "multiline", input.Multiline);
        AddFlag(options, "dynamicPrompts", input.DynamicPrompts);
        AddFlag(options, "control_after_generate", input.ControlAfterGenerate);
        AddFlag(options, "image_upload", input.ImageUpload);
        if (input.ImageFolder is { } folder)
            options["image_folder"] = folder;
        if (input.RemoteChoices is { } route)
            options["remote"] = new JsonObject { ["route"] = route, ["refresh_button"] = true, ["control_after_refresh"] = "first" };
        AddFlag(options, "advanced", input.Advanced);
        AddFlag(options, "lazy", input.IsLazy);
        AddFlag(options, "rawLink", input.IsRawLink);
        AddFlag(options, "forceInput", input.ForceInput);
        AddFlag(options, "multiselect", input.MultiSelect);
        if (input.Display is { } display)
            options["display"] = display;
        if (input.Tooltip is { } tooltip)
            options["tooltip"] = tooltip;
        return options;
    }

    /// <summary>A combo starts with its first choice, so that is rarely said.</summary>
    private static JsonNode? DefaultOf(DeclaredInput declared)
    {
        var input = declared.Schema;
        if (input.Default is not { } initial
            || (!input.StatesDefault && input.Type == WireTypes.Combo && declared.Choices is [var first, ..] && (string?)initial == first))
            return null;
        return initial.DeepClone();
    }

    private static void AddLimit(JsonObject options, string key, InputSchema input, double? limit)
    {
        if (limit is not { } value)
            return;
        options[key] = input.Type != WireTypes.Int ? PythonText.Number(value)
            : key == "max" ? PythonText.Number(input.IntegerMax)
            : key == "min" ? PythonText.Number(input.IntegerMin)
            : PythonText.Number(new System.Numerics.BigInteger(value));
    }

    private static void AddFlag(JsonObject options, string key, bool value)
    {
        if (value)
            options[key] = true;
    }

    internal static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
