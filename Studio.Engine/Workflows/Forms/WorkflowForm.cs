using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows.Forms;

/// <summary>A workflow as a form: what somebody fills in, and where each value goes.</summary>
/// <param name="Origin">How the inputs were found.</param>
public sealed record WorkflowForm(IReadOnlyList<FormInput> Inputs, FormOrigin Origin)
{
    public static WorkflowForm Empty { get; } = new([], FormOrigin.Proposed);

    public FormInput? Find(string id) => Inputs.FirstOrDefault(input => input.Id == id);
}

/// <summary>Who says which inputs a form has; the later ones yield to the earlier.</summary>
public enum FormOrigin
{
    /// <summary>Its owner chose them here.</summary>
    Chosen,

    /// <summary>A manifest came with the workflow.</summary>
    Manifest,

    /// <summary>The file has the inputs of ComfyUI's App Mode.</summary>
    AppMode,

    /// <summary>The graph has ComfyUI Deploy's external input nodes.</summary>
    ExternalNodes,

    /// <summary>Nobody: what people usually change.</summary>
    Proposed,
}

/// <summary>One value of a form.</summary>
/// <param name="Id">What programs call it; unique in a form.</param>
/// <param name="Label">What people call it.</param>
public sealed record FormInput(string Id, string Label, FormInputType Type)
{
    /// <summary>The widgets that get the value. None for a value that only placeholders in the graph, or conditions, ask for.</summary>
    public IReadOnlyList<FormTarget> Targets { get; init; } = [];

    public bool IsRequired { get; init; }

    /// <summary>Null when there is none.</summary>
    public JsonNode? Default { get; init; }

    public string? Placeholder { get; init; }

    /// <summary>A sentence about it.</summary>
    public string? Hint { get; init; }

    /// <summary>The section that it stands in; null for the first.</summary>
    public string? Group { get; init; }

    /// <summary>Hidden until somebody asks for more.</summary>
    public bool IsAdvanced { get; init; }

    /// <summary>Shown only while this is true (<see cref="Forms.ShowWhen"/>); null for always.</summary>
    public string? ShowWhen { get; init; }

    /// <summary>Null for none. A pair of sizes has them for each.</summary>
    public double? Min { get; init; }

    public double? Max { get; init; }

    public double? Step { get; init; }

    /// <summary>Of a choice: what can be chosen; null takes the choices that the node has at the moment.</summary>
    public IReadOnlyList<FormOption>? Options { get; init; }

    /// <summary>A text of several lines.</summary>
    public bool IsMultiline { get; init; }
}

/// <summary>Something that can be chosen.</summary>
public sealed record FormOption(string Label, JsonNode Value);

/// <summary>A widget of a node, as prompts name both.</summary>
public readonly record struct FormTarget(string NodeId, string Field);

public enum FormInputType
{
    Text,
    Integer,
    Number,
    Boolean,

    /// <summary>A whole number; -1 draws one.</summary>
    Seed,
    Choice,

    /// <summary>The name of a picture in the input folder.</summary>
    Picture,

    /// <summary>Width and height: {"width", "height"}. Its targets are the fields of those names.</summary>
    Resolution,
}
