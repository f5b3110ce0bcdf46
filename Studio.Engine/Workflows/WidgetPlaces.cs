using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>What a place in a node's widgets_values is for.</summary>
internal enum WidgetKind
{
    /// <summary>The value of an input.</summary>
    Value,

    /// <summary>What becomes of a value after each run (control_after_generate); files made by hand often leave it out.</summary>
    Control,

    /// <summary>Another widget that only an editor has.</summary>
    FrontEnd,

    /// <summary>An input that is always a socket; editors before 1.16 kept a value for it all the same.</summary>
    Forced,
}

/// <summary>One place in widgets_values.</summary>
/// <param name="Initial">What a new node has there.</param>
internal sealed record WidgetPlace(InputSchema Input, WidgetKind Kind, JsonNode? Initial);

/// <summary>
/// Which widgets an editor makes of a node's declaration, in the order in which it keeps their values: required inputs before optional
/// ones, what belongs to a value right behind it, the button that uploads a picture behind the required ones.
/// </summary>
internal static class WidgetPlaces
{
    /// <summary>
    /// The places in order. What stands below a choice depends on the value chosen: <paramref name="chosen"/> is asked once the combo's
    /// own place has been taken.
    /// </summary>
    public static IEnumerable<WidgetPlace> Of(NodeSchema schema, Func<InputSchema, string?> chosen)
    {
        var shown = DynamicInputs.Shown(schema);
        foreach (var place in shown.Where(input => input.IsRequired).SelectMany(input => Of(schema, input, chosen)))
            yield return place;
        if (shown.FirstOrDefault(input => input.ImageUpload) is { } upload)
            yield return new(upload, WidgetKind.FrontEnd, "image");
        foreach (var place in shown.Where(input => input is { IsRequired: false, IsHidden: false })
            .SelectMany(input => Of(schema, input, chosen)))
            yield return place;
    }

    /// <summary>Whether an editor has a widget for the input.</summary>
    public static bool IsWidget(InputSchema input) => HoldsValue(input) && !input.ForceInput;

    /// <summary>What a form starts with, and an editor sends for a value that a file does not have.</summary>
    public static JsonNode? Initial(InputSchema input) => input.Default?.DeepClone() ?? input.Type switch
    {
        WireTypes.Combo => input.Choices is [var first, ..] ? first : null,
        WireTypes.Int or WireTypes.Float => 0,
        WireTypes.Boolean => false,
        _ => "",
    };

    private static bool HoldsValue(InputSchema input) => input is { Growing: null, Template: null, IsRawLink: false }
        && input.Type is WireTypes.Int or WireTypes.Float or WireTypes.String or WireTypes.Boolean or WireTypes.Combo;

    private static IEnumerable<WidgetPlace> Of(NodeSchema schema, InputSchema input, Func<InputSchema, string?> chosen)
    {
        if (!HoldsValue(input))
            yield break;
        yield return new(input, input.ForceInput ? WidgetKind.Forced : WidgetKind.Value, Initial(input));
        if (HasControl(input))
        {
            yield return new(input, WidgetKind.Control, "fixed");
            if (input.Type == WireTypes.Combo)
                yield return new(input, WidgetKind.Control, "");
        }
        if (input.RemoteChoices is not null)
        {
            yield return new(input, WidgetKind.FrontEnd, false); // fetch again after each run
            yield return new(input, WidgetKind.FrontEnd, "refresh");
        }
        var below = schema.Inputs.Where(other => other.Owner == input.Name).ToList();
        if (below.Count == 0 || chosen(input) is not { } choice)
            yield break;
        foreach (var place in below.Where(other => other.When!.Contains(choice)).OrderBy(other => !other.IsRequired)
            .SelectMany(other => Of(schema, other, chosen)))
            yield return place;
    }

    private static bool HasControl(InputSchema input) => !input.ForceInput
        && (input.ControlAfterGenerate || (input.Type == WireTypes.Int && input.Name is "seed" or "noise_seed"));
}
