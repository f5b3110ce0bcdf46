using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>A node as it stands on the canvas.</summary>
/// <param name="Id">As in prompts; files have numbers, or texts.</param>
/// <param name="Type">A class_type, the id of a subgraph, "workflow>name" of a group node, or a name that only an editor knows.</param>
/// <param name="Source">All that the file says of it; not to be changed.</param>
public sealed record WorkflowNode(string Id, string Type, JsonObject Source)
{
    /// <summary>Null when nobody gave it one.</summary>
    public string? Title { get; init; }

    public NodeMode Mode { get; init; }

    /// <summary>Its place in the order of execution, as the editor saw it; null when the file does not say.</summary>
    public long? Order { get; init; }

    /// <summary>The upper left corner, in pixels of the canvas.</summary>
    public (double X, double Y) Position { get; init; }

    public (double Width, double Height) Size { get; init; }

    public IReadOnlyList<WorkflowInput> Inputs { get; init; } = [];

    public IReadOnlyList<WorkflowOutput> Outputs { get; init; } = [];

    /// <summary>widgets_values: a list in the order of the widgets, or (of some packs) an object by name.</summary>
    public JsonNode? WidgetValues => Source["widgets_values"];

    /// <summary>widgets_values_named, of newer editors: the same by name.</summary>
    public JsonObject? WidgetValuesByName => Source["widgets_values_named"] as JsonObject;

    public JsonObject? Properties => Source["properties"] as JsonObject;

    /// <summary>The widget value at a place; null when there is none.</summary>
    internal JsonNode? WidgetValue(int index) => WidgetValues is JsonArray values && index < values.Count ? values[index] : null;

    internal WorkflowFault Fault(string words) => new(Id, Title ?? Type, $"Node {Id} '{Title ?? Type}': {words}");
}

/// <summary>Whether a node takes part.</summary>
public enum NodeMode
{
    Always = 0,
    OnEvent = 1,

    /// <summary>Muted: neither it nor what needs it is sent.</summary>
    Never = 2,
    OnTrigger = 3,

    /// <summary>What comes in goes out again, by its type.</summary>
    Bypass = 4,
}

/// <summary>A socket on the left.</summary>
/// <param name="Link">The id of the link that ends here; null for none.</param>
/// <param name="Widget">The widget whose value the link replaces; null for a plain socket.</param>
public sealed record WorkflowInput(string Name, string Type, long? Link, string? Widget);

/// <summary>A socket on the right.</summary>
public sealed record WorkflowOutput(string Name, string Type);
