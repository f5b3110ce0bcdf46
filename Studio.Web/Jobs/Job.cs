using Studio.Engine.Comfy;
using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>Where a job is on its way. Kept by name in the database.</summary>
public enum JobState
{
    Queued,
    Running,
    Done,
    Failed,
    Interrupted,
}

/// <summary>
/// One prompt on its way through the queue: a row of the database as an immutable value. JSON is kept as text, so that numbers come
/// back as they were sent and a long history costs no parsing.
/// </summary>
public sealed record Job
{
    public required string Id { get; init; }

    /// <summary>The principal who sent it: <c>CurrentUser.Id</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>The public part of the managed key that queued it; null when a person or the master key did.</summary>
    public string? KeyId { get; init; }

    /// <summary>ComfyUI's number as the client was told it; the order in the queue is <see cref="JobQueue.List"/>'s.</summary>
    public required double Number { get; init; }

    /// <summary>True when the client chose the number: ComfyUI then shows it as a float.</summary>
    public bool NumberGiven { get; init; }

    /// <summary>The prompt in API format, literals as validation converted them.</summary>
    public required string Prompt { get; init; }

    /// <summary>What came beside the prompt (extra_pnginfo, client_id, create_time), secrets taken out.</summary>
    public required string ExtraData { get; init; }

    /// <summary>The output nodes to run.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The socket that is told about it; null tells every socket of the owner what concerns them all.</summary>
    public string? ClientId { get; init; }

    /// <summary>extra_pnginfo.workflow.id, when there is one.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>What all jobs share that one click has queued together; null for a job by itself.</summary>
    public string? Batch { get; init; }

    public JobState State { get; init; }

    /// <summary>How often it was started; more than one after a crash of the server.</summary>
    public int Attempt { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it failed, in a sentence for its owner.</summary>
    public string? Error { get; init; }

    /// <summary>What came out; null until it ends.</summary>
    public JobResult? Result { get; init; }

    public bool IsOver => Ends(State);

    public JobKey Key => new(Id, State, Created);

    public static bool Ends(JobState state) => state is JobState.Done or JobState.Failed or JobState.Interrupted;
}

/// <summary>
/// A job in one of its states. Two equal keys are the same job as long as it does not run: what waits or is over does not change.
/// </summary>
public readonly record struct JobKey(string Id, JobState State, DateTimeOffset Created);

/// <summary>What a run left behind, enough to tell ComfyUI's history without the engine.</summary>
/// <param name="Outputs">The ui of each output node as JSON text, in the order in which they were shown.</param>
public sealed record JobResult(
    IReadOnlyList<JobOutput> Outputs,
    IReadOnlyList<string>? CachedNodes,
    DateTimeOffset? CachedAt,
    JobFailure? Failure,
    JobStop? Stop)
{
    /// <summary>What was not quite as asked, in order; null in records from before there were any.</summary>
    public IReadOnlyList<JobWarning>? Warnings { get; init; }

    /// <summary>How long each node took, in the order in which they began; null in records from before that was measured.</summary>
    public IReadOnlyList<JobNodeTime>? Times { get; init; }

    public static JobResult Empty { get; } = new([], null, null, null, null);
}

/// <summary>Seconds that a node took, what it put in its place included; all its rounds together when it runs in a loop.</summary>
public sealed record JobNodeTime(string NodeId, string NodeType, double Seconds);

/// <summary>A node's sentence for the job's owner.</summary>
public sealed record JobWarning(string NodeId, string NodeType, string Text);

/// <summary>What one output node showed.</summary>
public sealed record JobOutput(string NodeId, string DisplayId, string? ParentId, string RealId, string Ui);

/// <summary>An error as ComfyUI's execution_error carries it. <paramref name="CurrentInputs"/> is JSON text.</summary>
public sealed record JobFailure(
    string NodeId,
    string NodeType,
    string ExceptionType,
    string Message,
    IReadOnlyList<string> Traceback,
    string CurrentInputs,
    IReadOnlyList<string> CurrentOutputs,
    IReadOnlyList<string> Executed)
{
    public static JobFailure From(ExecutionFailure failure) => new(
        failure.Node.DisplayId,
        failure.Node.ClassType,
        FailureText.ExceptionOf(failure.Cause),
        FailureText.MessageOf(failure),
        failure.Traceback,
        failure.CurrentInputs.ToJsonString(),
        failure.CurrentOutputs,
        failure.Executed);
}

/// <summary>Where an interrupted run stood.</summary>
public sealed record JobStop(string NodeId, string NodeType, IReadOnlyList<string> Executed);
