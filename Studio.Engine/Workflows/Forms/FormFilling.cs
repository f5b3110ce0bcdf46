using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Forms;

/// <summary>A form with values: the prompt that runs, or a sentence for each input that is wrong.</summary>
/// <param name="Values">What each input got, defaults and drawn seeds included.</param>
/// <param name="Seeds">The seeds, drawn or given, by input.</param>
public sealed record FilledForm(JsonObject? Prompt, IReadOnlyDictionary<string, JsonNode?> Values, IReadOnlyDictionary<string, ulong> Seeds,
    IReadOnlyDictionary<string, string> Errors);

/// <summary>
/// Puts values into a prompt: at the widgets that an input names, and at {{id}} anywhere in a text. A value that is not given takes the
/// input's default; one whose condition is false is not asked for and keeps what the graph has.
/// </summary>
public sealed class FormFilling
{
    private const int LongestText = 100_000;

    // other programs keep seeds in doubles, which are exact to 2^53
    private const ulong SeedSides = 1UL << 50;

    private readonly WorkflowForm _form;
    private readonly NodeCatalog _catalog;
    private readonly JsonObject _prompt;
    private readonly Func<ulong> _draw;
    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _seeds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    private FormFilling(WorkflowForm form, JsonObject prompt, NodeCatalog catalog, Func<ulong> draw) =>
        (_form, _prompt, _catalog, _draw) = (form, prompt, catalog, draw);

    /// <param name="prompt">Stays as it is.</param>
    /// <param name="given">By input; null and "" count as not given. A name that is no input is a mistake.</param>
    /// <param name="draw">Any number; what is drawn is below 2^50.</param>
    public static FilledForm Fill(WorkflowForm form, JsonObject prompt, IReadOnlyDictionary<string, JsonNode?> given, NodeCatalog catalog,
        Func<ulong> draw)
    {
        var filling = new FormFilling(form, (JsonObject)prompt.DeepClone(), catalog, draw);
        filling.Read(given);
        if (filling._errors.Count == 0)
            filling.Write();
        return new(filling._errors.Count == 0 ? filling._prompt : null, filling._values, filling._seeds, filling._errors);
    }

    /// <summary>The inputs that are asked for with these values.</summary>
    public static IEnumerable<FormInput> Shown(WorkflowForm form, IReadOnlyDictionary<string, JsonNode?> values)
    {
        var ids = form.Inputs.Select(input => input.Id).ToHashSet(StringComparer.Ordinal);
        return form.Inputs.Where(input => input.ShowWhen is null
            || ShowWhen.Parse(input.ShowWhen, ids).Condition is not { } condition || condition(values));
    }

    /// <summary>What can be chosen at the moment; null when the input is no choice or its node is not here.</summary>
    public static IReadOnlyList<FormOption>? OptionsOf(FormInput input, JsonObject prompt, NodeCatalog catalog) =>
        input.Type != FormInputType.Choice ? null
        : input.Options ?? (input.Targets is [var target, ..] ? Declared(target, prompt, catalog)?.Choices : null)
            ?.Select(choice => new FormOption(choice, choice)).ToList();

    private static InputSchema? Declared(FormTarget target, JsonObject prompt, NodeCatalog catalog) =>
        WorkflowJson.Text((prompt[target.NodeId] as JsonObject)?["class_type"]) is { } name
            ? catalog.Find(name)?.InputsByName.GetValueOrDefault(target.Field)
            : null;

    private void Read(IReadOnlyDictionary<string, JsonNode?> given)
    {
        foreach (var name in given.Keys.Where(name => name is not ['_', ..] && _form.Find(name) is null))
            _errors[name] = $"The form has no input '{name}'.";
        foreach (var input in _form.Inputs)
            _values[input.Id] = AsRead(IsGiven(given.GetValueOrDefault(input.Id)) ? given[input.Id] : input.Default);
        foreach (var input in Shown(_form, new Dictionary<string, JsonNode?>(_values)).ToList())
        {
            var (value, error) = Checked(input, _values[input.Id]);
            _values[input.Id] = value;
            if (error is not null)
                _errors[input.Id] = error;
        }
        foreach (var input in _form.Inputs.Except(Shown(_form, _values)))
            _values[input.Id] = null;
    }

    // a number that code put there is of one kind only; one that was read can be asked for as any
    private static JsonNode? AsRead(JsonNode? value) => value is null ? null : JsonNode.Parse(value.ToJsonString());

    private static bool IsGiven(JsonNode? value) => value is not null && WorkflowJson.Text(value) != "";

    private (JsonNode? Value, string? Error) Checked(FormInput input, JsonNode? value)
    {
        if (input.Type == FormInputType.Seed)
            return Seed(input, value);
        if (value is null || WorkflowJson.Text(value) == "")
            return input.IsRequired ? (null, $"{input.Label} is missing.") : (value, null);
        return input.Type switch
        {
            FormInputType.Integer or FormInputType.Number => Number(input, value),
            FormInputType.Boolean => Boolean(input, value),
            FormInputType.Choice => Choice(input, value),
            FormInputType.Resolution => Resolution(input, value),
            _ => WorkflowJson.Text(value) is not { } text ? (null, $"{input.Label} is a text.")
                : text.Length > LongestText ? (null, $"{input.Label} has more than {LongestText} characters.")
                : (text, null),
        };
    }

    private (JsonNode? Value, string? Error) Seed(FormInput input, JsonNode? value)
    {
        var text = WorkflowJson.Text(value) ?? value?.ToJsonString() ?? "-1";
        ulong seed;
        if (text is "-1" or "" or "null")
            seed = _draw() % SeedSides;
        else if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
            return (null, $"{input.Label} is a whole number from 0 to {ulong.MaxValue}, or -1 to draw one.");
        _seeds[input.Id] = seed;
        return (seed, null);
    }

    private static (JsonNode? Value, string? Error) Number(FormInput input, JsonNode value)
    {
        var isWhole = input.Type == FormInputType.Integer;
        var isText = double.TryParse(WorkflowJson.Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var read);
        var number = WorkflowJson.Number(value) ?? (isText && double.IsFinite(read) ? read : null);
        if (number is not { } n || n < input.Min || n > input.Max || (isWhole && Math.Floor(n) != n))
            return (null, $"{input.Label} is a {(isWhole ? "whole number" : "number")}{Range(input)}.");
        return (isWhole ? JsonValue.Create((long)n) : JsonValue.Create(n), null);
    }

    private static string Range(FormInput input) => (input.Min, input.Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $" of at least {min}"),
        (null, { } max) => string.Create(CultureInfo.InvariantCulture, $" of at most {max}"),
        _ => "",
    };

    private static (JsonNode? Value, string? Error) Boolean(FormInput input, JsonNode value) =>
        value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? (value.DeepClone(), null)
        : bool.TryParse(WorkflowJson.Text(value), out var read) ? (read, null)
        : (null, $"{input.Label} is true or false.");

    private (JsonNode? Value, string? Error) Choice(FormInput input, JsonNode value)
    {
        var text = WorkflowJson.Text(value) ?? value.ToJsonString();
        if (OptionsOf(input, _prompt, _catalog) is not { } options)
            return (value.DeepClone(), null);
        if (options.FirstOrDefault(option => (WorkflowJson.Text(option.Value) ?? option.Value.ToJsonString()) == text) is { } chosen)
            return (chosen.Value.DeepClone(), null);
        // a choice that stands for one of the list, such as the name of a file without its folder
        return input.Options is null && input.Targets is [var target, ..]
            && Declared(target, _prompt, _catalog)?.AcceptsChoice(text) == true
            ? (value.DeepClone(), null)
            : (null, $"{input.Label} cannot be '{text}'; choose one of the list.");
    }

    private static (JsonNode? Value, string? Error) Resolution(FormInput input, JsonNode value)
    {
        var sides = WorkflowJson.Text(value)?.Split('x', '×') ?? [];
        JsonNode? Side(int index, string name) => value is JsonObject size ? size[name] : sides.Length == 2 ? sides[index].Trim() : null;
        var (width, height) = (WorkflowJson.Whole(Side(0, "width")), WorkflowJson.Whole(Side(1, "height")));
        var (min, max) = (input.Min ?? 16, input.Max ?? 16384);
        return width >= min && width <= max && height >= min && height <= max
            ? (new JsonObject { ["width"] = width, ["height"] = height }, null)
            : (null, string.Create(CultureInfo.InvariantCulture, $"{input.Label} is a width and a height, each from {min} to {max}."));
    }

    private void Write()
    {
        foreach (var input in _form.Inputs.Where(input => _values[input.Id] is not null))
        {
            var value = _values[input.Id]!;
            foreach (var target in input.Targets)
                Set(input, target, value is JsonObject size && input.Type == FormInputType.Resolution ? size[target.Field] : value);
        }
        Placeholders(_prompt);
        ExternalNodes.Replace(_prompt);
    }

    private void Set(FormInput input, FormTarget target, JsonNode? value)
    {
        if (_prompt[target.NodeId] is not JsonObject node)
            _errors[input.Id] = $"{input.Label}: the graph has no node {target.NodeId} any more. Choose the form's inputs anew.";
        else if (node["inputs"] is JsonObject inputs)
            inputs[target.Field] = value?.DeepClone();
        else
            node["inputs"] = new JsonObject { [target.Field] = value?.DeepClone() };
    }

    private void Placeholders(JsonNode? json)
    {
        if (json is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (Placed(value) is { } placed)
                    fields[name] = placed;
                else
                    Placeholders(value);
            }
        }
        else if (json is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (Placed(list[i]) is { } placed)
                    list[i] = placed;
                else
                    Placeholders(list[i]);
            }
        }
    }

    private JsonNode? Placed(JsonNode? value)
    {
        if (WorkflowJson.Text(value) is not { } text || !text.Contains("{{", StringComparison.Ordinal))
            return null;
        if (_form.Inputs.FirstOrDefault(input => text == $"{{{{{input.Id}}}}}") is { } whole)
            return _values[whole.Id]?.DeepClone() ?? "";
        var replaced = _form.Inputs.Aggregate(text, (now, input) => now.Replace($"{{{{{input.Id}}}}}",
            WorkflowJson.Text(_values[input.Id]) ?? _values[input.Id]?.ToJsonString() ?? "", StringComparison.Ordinal));
        return replaced == text ? null : replaced;
    }
}
