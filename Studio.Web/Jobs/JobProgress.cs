using System.Collections.Immutable;
using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

public enum NodeState
{
    Running,
    Finished,
}

/// <summary>
/// How far one node is. <paramref name="Whole"/>: the values count steps; otherwise they are the 0.0 to 1.0 of a node that tells nothing.
/// </summary>
public sealed record NodeProgress(NodeRef Node, int Value, int Max, bool Whole, NodeState State);

/// <summary>A picture of the work so far: JPEG, or PNG when a node sends its result this way.</summary>
public sealed record JobPreview(NodeRef Node, byte[] Image, string MimeType);

/// <summary>
/// How far a running job is: one immutable value that each event replaces, so that a page or a socket that comes late can show it at once.
/// </summary>
public sealed record JobProgress
{
    public required string JobId { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>How many nodes the prompt has.</summary>
    public int NodeCount { get; init; }

    /// <summary>Null until the engine has looked at its cache.</summary>
    public IReadOnlyList<string>? CachedNodes { get; init; }

    public DateTimeOffset? CachedAt { get; init; }

    /// <summary>Every node touched in this run, in the order in which they began.</summary>
    public ImmutableList<NodeProgress> Nodes { get; init; } = [];

    /// <summary>The id of the node that changed last; null before the first.</summary>
    public string? Touched { get; init; }

    /// <summary>The node that runs; null before the first and between nodes.</summary>
    public NodeRef? Current { get; init; }

    /// <summary>Step of the current node, 0 until it tells.</summary>
    public int Value { get; init; }

    /// <summary>Steps of the current node, 0 until it tells.</summary>
    public int Max { get; init; }

    /// <summary>Measured from the node's first step on, so that loading a model does not count; null until two steps are done.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>Until the current node is done; null while unknown.</summary>
    public TimeSpan? TimeLeft => StepsPerSecond is > 0 and { } rate ? TimeSpan.FromSeconds((Max - Value) / rate) : null;

    public JobPreview? Preview { get; init; }

    /// <summary>What nodes have shown in this run, in order.</summary>
    public ImmutableList<ExecutionEvent.Executed> Shown { get; init; } = [];

    private DateTimeOffset FirstStepAt { get; init; }

    private int FirstStep { get; init; }

    public JobProgress After(ExecutionEvent happened, DateTimeOffset now) => happened switch
    {
        ExecutionEvent.Cached cached => this with { CachedNodes = cached.NodeIds, CachedAt = now },
        ExecutionEvent.Executing executing => Touch(new(executing.Node, 0, 1, Whole: false, NodeState.Running)) with
        {
            Current = executing.Node,
            Value = 0,
            Max = 0,
            StepsPerSecond = null,
        },
        ExecutionEvent.Progress step => AfterStep(step, now),
        ExecutionEvent.Preview preview => this with { Preview = new(preview.Node, preview.Image, preview.MimeType) },
        ExecutionEvent.Executed { FromCache: true } shown =>
            Touch(new(shown.Node, 1, 1, Whole: true, NodeState.Finished)) with { Shown = Shown.Add(shown) },
        ExecutionEvent.Executed shown => this with { Shown = Shown.Add(shown) },
        ExecutionEvent.NodeFinished finished => AfterNode(finished.Node),
        _ => this,
    };

    private JobProgress AfterStep(ExecutionEvent.Progress step, DateTimeOffset now)
    {
        var touched = Touch(new(step.Node, step.Value, step.Max, Whole: true, NodeState.Running)) with { Value = step.Value,
            Max = step.Max };
        if (Max != step.Max || step.Value <= FirstStep || Current?.Id != step.Node.Id)
            return touched with { Current = step.Node, FirstStep = step.Value, FirstStepAt = now, StepsPerSecond = null };
        var seconds = (now - FirstStepAt).TotalSeconds;
        return seconds > 0 ? touched with { StepsPerSecond = (step.Value - FirstStep) / seconds } : touched;
    }

    private JobProgress AfterNode(NodeRef node)
    {
        var known = Nodes.FindLast(entry => entry.Node.Id == node.Id);
        var finished = known is { Whole: true }
            ? known with { State = NodeState.Finished }
            : new(node, 1, 1, Whole: false, NodeState.Finished);
        return Touch(finished) with { Current = Current?.Id == node.Id ? null : Current };
    }

    private JobProgress Touch(NodeProgress entry)
    {
        var index = Nodes.FindLastIndex(known => known.Node.Id == entry.Node.Id);
        return this with { Nodes = index < 0 ? Nodes.Add(entry) : Nodes.SetItem(index, entry), Touched = entry.Node.Id };
    }
}
