using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Forms;

/// <summary>Widgets of a graph as inputs of a form, with the limits and choices that the nodes declare.</summary>
public static class WidgetInputs
{
    private static readonly string[] Encoders = ["CLIPTextEncode", "CLIPTextEncodeSDXL", "CLIPTextEncodeFlux", "TextEncodeQwenImageEdit"];

    private static readonly string[] Usual = ["width", "height", "steps", "cfg", "denoise", "ckpt_name", "sampler_name", "scheduler",
        "lora_name",
        "batch_size", "strength", "model_name"];

    private static readonly string[] Behind = ["denoise", "sampler_name", "scheduler", "batch_size", "cfg", "steps"];

    /// <summary>Every widget of every node that is here, in the order of the prompt.</summary>
    public static IEnumerable<FormInput> All(Prompt prompt, NodeCatalog catalog)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in prompt.Nodes.Values)
        {
            foreach (var (name, value) in node.Inputs)
            {
                if (value is InputValue.Literal literal && catalog.Find(node.ClassType) is { } schema
                    && schema.InputsByName.TryGetValue(name, out var declared) && WidgetPlaces.IsWidget(declared))
                    yield return Of(node, declared, literal.Value, schema, PurposeOf(node, schema, prompt), ids);
            }
        }
    }

    /// <summary>What people usually change: texts, pictures and seeds first, sizes and the sampler's numbers behind them.</summary>
    public static WorkflowForm Propose(Prompt prompt, NodeCatalog catalog)
    {
        var wanted = All(prompt, catalog).Where(input => prompt.Nodes[input.Targets[0].NodeId] is var node
            && (input.Type is FormInputType.Picture or FormInputType.Seed
                || (input.Type == FormInputType.Text && (Encoders.Contains(node.ClassType) || input.IsMultiline))
                || Usual.Contains(input.Targets[0].Field)));
        return new([.. AsOne(wanted, prompt)
            .Select(input => Behind.Contains(input.Targets[0].Field) ? input with { IsAdvanced = true } : input)
            .OrderBy(Rank)], FormOrigin.Proposed);
    }

    /// <summary>Inputs of chosen widgets; those that are not there are left out.</summary>
    public static WorkflowForm Of(IEnumerable<FormTarget> chosen, Prompt prompt, NodeCatalog catalog, FormOrigin origin)
    {
        var all = All(prompt, catalog).ToDictionary(input => input.Targets[0]);
        return new([.. chosen.Select(all.GetValueOrDefault).OfType<FormInput>()], origin);
    }

    // a picture and its mask are brought to the same size: that is one question
    private static IEnumerable<FormInput> AsOne(IEnumerable<FormInput> inputs, Prompt prompt) => inputs
        .GroupBy(input => input.Targets[0] is { Field: "width" or "height" } size
            ? $"{prompt.Nodes[size.NodeId].ClassType} {size.Field} {input.Default?.ToJsonString()}"
            : input.Id)
        .Select(same => same.First() with { Targets = [.. same.SelectMany(input => input.Targets)] });

    private static int Rank(FormInput input) => input.Type switch
    {
        FormInputType.Text when input.IsMultiline => 0,
        FormInputType.Picture => 1,
        FormInputType.Text => 2,
        FormInputType.Seed => 3,
        _ => input.IsAdvanced ? 5 : 4,
    };

    // a name that somebody gave holds; the node's own says little
    private static string? PurposeOf(PromptNode node, NodeSchema schema, Prompt prompt) =>
        node.Title is { } title && title != schema.DisplayName && title != schema.Name ? null : WidgetPurpose.Of(node, prompt);

    private static FormInput Of(PromptNode node, InputSchema declared, JsonNode? value, NodeSchema schema, string? purpose,
        HashSet<string> ids)
    {
        var title = purpose ?? node.Title ?? schema.DisplayName ?? schema.Name;
        var type = TypeOf(declared);
        return new FormInput(IdOf(node, declared.Name, ids), LabelOf(title, schema, declared.Name), type)
        {
            Targets = [new(node.Id, declared.Name)],
            IsRequired = declared.IsRequired && type is FormInputType.Picture or FormInputType.Choice,
            Default = value?.DeepClone(),
            Hint = purpose == WidgetPurpose.Negative && type is FormInputType.Text
                ? "What should stay out of the picture."
                : declared.Tooltip,
            IsMultiline = declared.Multiline,
            Min = type is FormInputType.Integer or FormInputType.Number ? declared.Min : null,
            Max = type is FormInputType.Integer or FormInputType.Number ? declared.Max : null,
            Step = declared.Step,
        };
    }

    private static FormInputType TypeOf(InputSchema declared) => declared.Type switch
    {
        WireTypes.Int when declared.ControlAfterGenerate || declared.Name is "seed" or "noise_seed" => FormInputType.Seed,
        WireTypes.Int => FormInputType.Integer,
        WireTypes.Float => FormInputType.Number,
        WireTypes.Boolean => FormInputType.Boolean,
        WireTypes.Combo => declared.ImageUpload ? FormInputType.Picture : FormInputType.Choice,
        _ => FormInputType.Text,
    };

    // a text's node says what it is for, a number's name does
    private static string LabelOf(string title, NodeSchema schema, string field) =>
        Encoders.Contains(schema.Name) || field is "text" or "image" or "value" ? title : Words(field);

    private static string Words(string field) => field switch
    {
        "ckpt_name" => "Model",
        "lora_name" => "LoRA",
        "vae_name" => "VAE",
        "cfg" => "CFG",
        "sampler_name" => "Sampler",
        "noise_seed" => "Seed",
        _ => char.ToUpperInvariant(field[0]) + field[1..].Replace('_', ' '),
    };

    private static string IdOf(PromptNode node, string field, HashSet<string> ids)
    {
        var id = $"{field}_{node.Id.Replace(':', '_')}";
        for (var number = 2; !ids.Add(id); number++)
            id = $"{field}_{node.Id}_{number}";
        return id;
    }
}
