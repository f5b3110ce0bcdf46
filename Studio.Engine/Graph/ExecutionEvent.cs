using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>What happens while a prompt runs, in order. The web side turns these into ComfyUI's messages and into pages.</summary>
public abstract record ExecutionEvent
{
    private ExecutionEvent()
    {
    }

    public sealed record Started : ExecutionEvent;

    /// <summary>
    /// The nodes whose outputs come from the cache, in prompt order; may be empty. Always sent once, after <see cref="Started"/>.
    /// </summary>
    public sealed record Cached(IReadOnlyList<string> NodeIds) : ExecutionEvent;

    /// <summary>A node begins.</summary>
    public sealed record Executing(NodeRef Node) : ExecutionEvent;

    /// <summary>Step <paramref name="Value"/> of <paramref name="Max"/> inside a node.</summary>
    public sealed record Progress(NodeRef Node, int Value, int Max) : ExecutionEvent;

    /// <summary>
    /// A picture of the work so far; the <see cref="Progress"/> it belongs to comes next. <paramref name="MimeType"/> is image/jpeg or
    /// image/png.
    /// </summary>
    public sealed record Preview(NodeRef Node, byte[] Image, string MimeType) : ExecutionEvent;

    /// <summary>
    /// A node gave something to show, in ComfyUI's ui shape: {"images":[{"filename","subfolder","type"}]}. Sent for cached output nodes
    /// too.
    /// </summary>
    public sealed record Executed(NodeRef Node, JsonObject Ui, bool FromCache) : ExecutionEvent;

    /// <summary>
    /// A node does what it can, but not quite what was asked: a sentence for the user. Told again when the result comes from the cache.
    /// </summary>
    public sealed record Warned(NodeRef Node, string Text) : ExecutionEvent;

    /// <summary>A node is done (after <see cref="Executed"/> when there is one).</summary>
    public sealed record NodeFinished(NodeRef Node) : ExecutionEvent;

    public sealed record Failed(ExecutionFailure Failure) : ExecutionEvent;

    /// <summary>Stopped by request while <paramref name="Node"/> ran.</summary>
    public sealed record Interrupted(NodeRef Node, IReadOnlyList<string> ExecutedNodes) : ExecutionEvent;

    public sealed record Finished : ExecutionEvent;
}

/// <summary>A node as clients know it. Expanded nodes have a display id (their ancestor in the submitted prompt) and a parent.</summary>
public sealed record NodeRef(string Id, string ClassType, string DisplayId, string? ParentId = null, string? RealId = null)
{
    public NodeRef(string id, string classType)
        : this(id, classType, id)
    {
    }
}

/// <summary>Why a run ended early, or a node did not run.</summary>
/// <param name="Message">For the user; names no path of the server.</param>
public sealed record ExecutionFailure(
    NodeRef Node,
    FailureCause Cause,
    string Message,
    IReadOnlyList<string> Traceback,
    JsonObject CurrentInputs,
    IReadOnlyList<string> CurrentOutputs,
    IReadOnlyList<string> Executed,
    EngineError? Kind)
{
    /// <summary>Bytes that found no room, as far as known; with <see cref="EngineError.Storage"/> only.</summary>
    public long NeededBytes { get; init; }
}
