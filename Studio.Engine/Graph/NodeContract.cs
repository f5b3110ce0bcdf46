using System.Text.Json.Nodes;

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

    /// <summary>
    /// What the node takes from its surroundings through <see cref="NodeContext"/>, by ComfyUI's names: prompt, extra_pnginfo, unique_id.
    /// Only unique_id changes behaviour: results are then kept per node id.
    /// </summary>
    public string[] Hidden { get; init; } = [];

    public bool Deprecated { get; init; }

    public bool Experimental { get; init; }

    /// <summary>Where ComfyUI defines the class; clients group nodes by it.</summary>
    public string PythonModule { get; init; } = "nodes";
}

/// <summary>Declares a property as an input. The wire name is the property's in snake_case unless given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    public string? Name { get; init; }

    public double Min { get; init; } = double.NaN;

    public double Max { get; init; } = double.NaN;

    public double Step { get; init; } = double.NaN;

    public double Round { get; init; } = double.NaN;

    public bool Multiline { get; init; }

    public bool DynamicPrompts { get; init; }

    public bool ControlAfterGenerate { get; init; }

    public bool ImageUpload { get; init; }

    /// <summary>How a form shows a number: slider, number or color; null leaves it to the form.</summary>
    public string? Display { get; init; }

    /// <summary>Shown only when the user asks for more settings.</summary>
    public bool Advanced { get; init; }

    public string? Tooltip { get; init; }

    /// <summary>The node judges this input itself (<see cref="ICheckInputs"/>): limits and choices are not applied.</summary>
    public bool CheckedByNode { get; init; }

    /// <summary>Fixed choices of a combo.</summary>
    public string[]? Choices { get; init; }

    /// <summary>A type implementing <see cref="IChoices"/>, taken from the services: choices that change, such as file names.</summary>
    public Type? ChoicesFrom { get; init; }
}

/// <summary>Names an output slot; without it the slot is named after its wire type.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OutputAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The choices of a combo input, asked for at each validation and at each object_info.</summary>
public interface IChoices
{
    IReadOnlyList<string> Choices { get; }

    /// <summary>True when a value outside the list may still be valid (a file in a sub folder, for instance).</summary>
    bool Accepts(string value) => false;
}

/// <summary>Marks a node class; every node implements <see cref="INode{TOutputs}"/>.</summary>
public interface INode
{
}

/// <summary>
/// A node is a declaration and one method: constructor parameters are engine services, <see cref="InputAttribute"/> properties are what the
/// user sends (init-only; the initial value is the default; nullable means optional), the members of the returned record are the outputs in order.
/// A node object is used for one run only. Nodes that wait return from <see cref="INodeAsync{TOutputs}"/> instead.
/// </summary>
public interface INode<out TOutputs> : INode
{
    TOutputs Run(NodeContext context);
}

/// <summary>A node that waits for something other than the processor; several of them may be waiting at once.</summary>
public interface INodeAsync<TOutputs> : INode
{
    Task<TOutputs> RunAsync(NodeContext context);
}

/// <summary>A node whose result can change although its inputs do not (a file's content): the fingerprint joins the cache key.</summary>
public interface IFingerprint
{
    /// <summary>Null means: never take it from the cache.</summary>
    string? Fingerprint();
}

/// <summary>A node that judges its own literals before anything runs. Linked inputs still hold their defaults then.</summary>
public interface ICheckInputs
{
    /// <summary>Null when all is well, else what is wrong; reported for each input marked <see cref="InputAttribute.CheckedByNode"/>.</summary>
    string? Check();
}

/// <summary>A record of outputs that also has something to show, in ComfyUI's ui shape.</summary>
public interface IHasUi
{
    JsonObject Ui { get; }
}

/// <summary>What a running node may know and tell: who it is, the prompt around it, progress, previews, cancellation.</summary>
public sealed class NodeContext(NodeRef node, RunRequest run, IProgress<ExecutionEvent> events, CancellationToken cancellationToken)
{
    public NodeRef Node { get; } = node;

    public RunRequest Run { get; } = run;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Step <paramref name="value"/> of <paramref name="max"/>; nodes that send pictures may count from 0.</summary>
    public void Progress(int value, int max) => events.Report(new ExecutionEvent.Progress(Node, value, max));

    /// <summary>A picture that belongs to the step told next: tell it just before its <see cref="Progress"/>.</summary>
    public void Preview(byte[] image, string mimeType) => events.Report(new ExecutionEvent.Preview(Node, image, mimeType));
}
