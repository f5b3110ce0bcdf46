using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>Declares a node. The name is the class_type on the wire.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NodeAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    public string? DisplayName { get; init; }

    public required string Category { get; init; }

    public string Description { get; init; } = "";

    /// <summary>An output node is a reason to run: prompts need at least one.</summary>
    public bool IsOutput { get; init; }

    public string[] SearchAliases { get; init; } = [];

    /// <summary>Studio's own: no class of ComfyUI's has this name, so nothing recorded says how it must be declared.</summary>
    public bool IsOurs { get; init; }

    /// <summary>
    /// What the node takes from its surroundings through <see cref="NodeContext"/>, by ComfyUI's names: prompt, dynprompt, extra_pnginfo,
    /// unique_id. Only unique_id changes behaviour: results are then kept per node id.
    /// </summary>
    public string[] Hidden { get; init; } = [];

    /// <summary>Two nodes with the same inputs are still two: results are kept per node id.</summary>
    public bool NotIdempotent { get; init; }

    /// <summary>The node judges all its inputs itself, as if each were marked <see cref="InputAttribute.CheckedByNode"/>.</summary>
    public bool ChecksAllInputs { get; init; }

    /// <summary>The node judges the types of linked inputs itself, by <see cref="InputCheck.LinkTypes"/>: any link is passed.</summary>
    public bool ChecksLinkTypes { get; init; }

    /// <summary>
    /// ComfyUI declares the class by its newer schema (V3): object_info says more of it, and hidden inputs stand in lists.
    /// </summary>
    public bool SchemaStyle { get; init; }

    /// <summary>
    /// What it shows is worth showing again when its result comes from the cache, as with output nodes; but it is no reason to run.
    /// </summary>
    public bool HasIntermediateOutput { get; init; }

    /// <summary>The group of the front end's short list of nodes; null for most.</summary>
    public string? EssentialsCategory { get; init; }

    public bool Deprecated { get; init; }

    public bool Experimental { get; init; }

    /// <summary>
    /// The pack of nodes for ComfyUI that has the class, by the folder that it is installed in there; null for ComfyUI's own and ours.
    /// </summary>
    public string? Pack { get; init; }

    /// <summary>Where ComfyUI defines the class; clients group nodes by it. The class of a pack is its pack's.</summary>
    public string PythonModule { get; init; } = "nodes";
}

/// <summary>Declares a property as an input. The wire name is the property's in snake_case unless given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    public string? Name { get; init; }

    /// <summary>The wire type of a property of type object, such as "IMAGE,FLOAT"; * unless given.</summary>
    public string? Type { get; init; }

    /// <summary>
    /// For a property of type object: it and the outputs of the same template are of one type, which the prompt decides
    /// (COMFY_MATCHTYPE_V3). <see cref="Type"/> says which there may be.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>
    /// The name has two parts, such as resize_type.width, and the input counts only while the combo of the first part has one of these
    /// values (COMFY_DYNAMICCOMBO_V3).
    /// </summary>
    public string[]? When { get; init; }

    public double Min { get; init; } = double.NaN;

    public double Max { get; init; } = double.NaN;

    public double Step { get; init; } = double.NaN;

    public double Round { get; init; } = double.NaN;

    public bool Multiline { get; init; }

    public bool DynamicPrompts { get; init; }

    public bool ControlAfterGenerate { get; init; }

    public bool ImageUpload { get; init; }

    /// <summary>
    /// Computed only when the node asks for it (<see cref="ILazyInputs"/>). The property must be nullable; make it a required member if
    /// prompts must have it.
    /// </summary>
    public bool Lazy { get; init; }

    /// <summary>
    /// The node gets the link itself (<see cref="InputValue.Link"/>) once what it leads to has been computed. Of itself for properties of
    /// that type; for a property of type object, which then also takes literals, it must be said.
    /// </summary>
    public bool RawLink { get; init; }

    /// <summary>Forms show a socket instead of a field.</summary>
    public bool ForceInput { get; init; }

    /// <summary>Several choices at once: the property is an IReadOnlyList of string, the literal {"__value__": ["a", "b"]}.</summary>
    public bool MultiSelect { get; init; }

    /// <summary>Not offered to users; only the node's own expansions set it.</summary>
    public bool Hidden { get; init; }

    /// <summary>Which folder the pictures of an <see cref="ImageUpload"/> come from when it is not input.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>A route where a client fetches the choices itself, newest first: for lists that differ between users.</summary>
    public string? RemoteChoices { get; init; }

    /// <summary>How a form shows a number: slider, number or color; null leaves it to the form.</summary>
    public string? Display { get; init; }

    /// <summary>Shown only when the user asks for more settings.</summary>
    public bool Advanced { get; init; }

    public string? Tooltip { get; init; }

    /// <summary>The node judges this input itself (<see cref="ICheckInputs"/>): limits and choices are not applied.</summary>
    public bool CheckedByNode { get; init; }

    /// <summary>object_info names the default of a combo although it is the first choice, as ComfyUI does for some.</summary>
    public bool StatesDefault { get; init; }

    /// <summary>Fixed choices of a combo.</summary>
    public string[]? Choices { get; init; }

    /// <summary>A type implementing <see cref="IChoices"/>, taken from the services: choices that change, such as file names.</summary>
    public Type? ChoicesFrom { get; init; }
}

/// <summary>
/// Declares the one property that takes all inputs without a property of their own, by name: those of <see cref="IMoreInputs"/>, and links
/// that are not declared at all. Its type is IReadOnlyDictionary of string to object?, or of string to IReadOnlyList of object? for a node
/// that takes lists.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MoreInputsAttribute : Attribute
{
    /// <summary>Undeclared literals come too, instead of being dropped. JSON lists and objects arrive as JsonNode.</summary>
    public bool TakesLiterals { get; init; }
}

/// <summary>Names an output slot; without it the slot is named after its wire type.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OutputAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The wire type of a member of type object; * unless given.</summary>
    public string? Type { get; init; }

    /// <summary>Of one type with the inputs of this template, see <see cref="InputAttribute.Template"/>.</summary>
    public string? Template { get; init; }

    public string? Tooltip { get; init; }
}

/// <summary>The choices of a combo input, asked for at each validation and at each object_info.</summary>
public interface IChoices
{
    IReadOnlyList<string> Choices { get; }

    /// <summary>True when a value outside the list may still be valid (a file in a sub folder, for instance).</summary>
    bool Accepts(string value) => false;

    /// <summary>
    /// The choices that a value outside the list may stand for: a file under the name that it has on another machine. Of exactly one the
    /// node gets that one, and the user is told when it is more than another spelling; of several the error lists them.
    /// </summary>
    IReadOnlyList<string> Matches(string value) => [];
}

/// <summary>Choices that are each user's own, such as files of the input folder. Who has none has nothing to choose.</summary>
public interface IOwnChoices : IChoices
{
    IReadOnlyList<string> IChoices.Choices => [];

    /// <summary>The choices of the user whose files these are.</summary>
    IReadOnlyList<string> ChoicesIn(IImageStore store);
}
