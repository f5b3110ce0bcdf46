namespace Studio.Engine.Graph;

/// <summary>
/// What the classes of extensions are written against: <see cref="INode{TOutputs}"/> and what stands beside it in this namespace
/// (attributes, <see cref="NodeContext"/>, <see cref="NodeOutput"/>, <see cref="GraphBuilder"/>, <see cref="ExecutionBlocker"/>, the
/// optional interfaces), the values on wires, the services that work with them, and what samplers, schedules, guiders and model families
/// are made of. A change that breaks compiled classes raises <see cref="Major"/>, an addition raises <see cref="Minor"/>; an assembly
/// keeps the numbers it was compiled with, so it fits when its major is the same and its minor is not larger.
/// </summary>
public static class NodeContract
{
    public const int Major = 2;

    public const int Minor = 2;

    public static Version Version { get; } = new(Major, Minor);

    /// <summary>Whether classes compiled against that contract work with this one.</summary>
    public static bool Supports(Version compiledAgainst) => compiledAgainst.Major == Major && compiledAgainst.Minor <= Minor;
}

/// <summary>Marks a node class; every node implements <see cref="INode{TOutputs}"/> or <see cref="INodeAsync{TOutputs}"/>.</summary>
public interface INode
{
}

/// <summary>
/// A node is a declaration and one method: constructor parameters are engine services, <see cref="InputAttribute"/> properties are what the
/// user sends (init-only; the initial value is the default; nullable means optional, unless it is a required member), the members of the
/// returned record are the outputs in order. A node object is used for one call only. <see cref="NodeOutput{TOutputs}"/> as the result
/// allows more than values: blocked outputs and a graph that takes the node's place.
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
    /// <summary>
    /// Null, or an exception, means: never take it from the cache. Only literal inputs are set; linked ones hold their initial values.
    /// </summary>
    string? Fingerprint();
}

/// <summary><see cref="IFingerprint"/> for nodes that must wait to know.</summary>
public interface IFingerprintAsync
{
    Task<string?> FingerprintAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A node that chooses which of its lazy inputs (<see cref="InputAttribute.Lazy"/>) it needs. Without this interface they are never
/// computed and arrive as null. The interface of a lazy input's property is nullable.
/// </summary>
public interface ILazyInputs
{
    /// <summary>
    /// The names of inputs to compute before the node runs; none when it can run. Asked with all that is there, null for the rest, and
    /// asked again when what it named has come; naming what is there already has no effect.
    /// </summary>
    IEnumerable<string> NeededInputs();
}

/// <summary><see cref="ILazyInputs"/> for nodes that must wait to know.</summary>
public interface ILazyInputsAsync
{
    Task<IReadOnlyList<string>> NeededInputsAsync(CancellationToken cancellationToken);
}

/// <summary>A record of outputs that also has something to show, in ComfyUI's ui shape.</summary>
public interface IHasUi
{
    System.Text.Json.Nodes.JsonObject Ui { get; }
}
