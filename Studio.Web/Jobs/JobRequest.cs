using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>What either door hands in: a prompt in API format, or a workflow file of the editor, and what came with it.</summary>
public sealed record JobRequest(JsonObject Prompt)
{
    /// <summary>A canonical lower-case UUID of the client's choice; null lets the queue make one.</summary>
    public string? Id { get; init; }

    public string? ClientId { get; init; }

    /// <summary>A place in the line chosen by the client: lower runs first. Null takes the next number.</summary>
    public double? Number { get; init; }

    /// <summary>Runs before everything that waits now.</summary>
    public bool Front { get; init; }

    /// <summary>Kept with the job and, as extra_pnginfo, in its pictures. Secrets in it are dropped.</summary>
    public JsonObject? ExtraData { get; init; }

    /// <summary>Only these output nodes; null runs all.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>
    /// The id of the workflow, stored on this server, that the prompt was made from. Only the server says so; what a client writes into its
    /// prompt proves nothing. Keys that may run certain workflows only need it.
    /// </summary>
    public string? StoredWorkflow { get; init; }

    /// <summary>A name that all jobs share that are queued together; null for a job by itself.</summary>
    public string? Batch { get; init; }

    /// <summary>Refuses the whole prompt when any output cannot run; otherwise the good ones run, as in ComfyUI.</summary>
    public bool Strict { get; init; }
}

/// <summary>Either a job that is now a row, perhaps with errors at outputs that will not run, or only errors.</summary>
public sealed record EnqueueResult(Job? Job, PromptError? Error, IReadOnlyDictionary<string, NodeErrors> NodeErrors)
{
    /// <summary>Why there is no job, in a sentence.</summary>
    public string Reason => Error is null ? "The prompt does not pass the check any more." : ErrorText.Of(Error).Message;
}

/// <summary>Which jobs of a history are meant. Newest first unless said otherwise.</summary>
public sealed record JobFilter
{
    /// <summary>Null means every state.</summary>
    public IReadOnlyList<JobState>? States { get; init; }

    public string? WorkflowId { get; init; }

    /// <summary>Words that must occur in the prompt; case does not matter.</summary>
    public string? Text { get; init; }

    public JobOrder Order { get; init; } = JobOrder.Newest;

    public int Offset { get; init; }

    public int Limit { get; init; } = 100;
}

public enum JobOrder
{
    /// <summary>By time of creation, newest first.</summary>
    Newest,
    Oldest,

    /// <summary>By time of ending, first ended first: ComfyUI's history.</summary>
    FirstEnded,
    LastEnded,
    Longest,
    Shortest,
}

/// <summary>A step of a waiting job among those its mover may manage.</summary>
public enum JobMove
{
    Front,
    Up,
    Down,
    Back,
}

/// <summary>The line at one moment: what runs, first started first, and what waits, in the order of running.</summary>
/// <param name="Remaining">Running and waiting jobs of everybody.</param>
public sealed record QueueList(IReadOnlyList<RunningNow> Running, IReadOnlyList<Job> Waiting, int Remaining, QueuePause? Pause);

/// <summary>A waiting job without its prompt.</summary>
public sealed record WaitingJob(string Id, double Number, DateTimeOffset Created)
{
    public JobKey Key => new(Id, JobState.Queued, Created);
}

/// <summary>The line at one moment, without prompts: what a list of ten thousand costs next to nothing.</summary>
public sealed record QueueLine(IReadOnlyList<RunningNow> Running, IReadOnlyList<WaitingJob> Waiting, int Remaining, QueuePause? Pause);

/// <summary>Why nothing is started.</summary>
public sealed record QueuePause(PauseKind Kind, string Reason, DateTimeOffset Since);

public enum PauseKind
{
    ByHand,
    DiskFull,
    Maintenance,
}

/// <summary>Why the queue says no; both doors show the same words.</summary>
public enum JobRefusal
{
    NotAllowed,
    QueueFull,
    Maintenance,
    DiskFull,

    /// <summary>Another program holds the database, or it is not where it was.</summary>
    DatabaseUnavailable,

    /// <summary>Requests, pictures or GPU-seconds of a day are used up.</summary>
    LimitReached,
}

/// <summary>A refusal by the queue's rules, with a sentence for the person who asked.</summary>
public sealed class JobRefusedException(JobRefusal refusal, string message, Exception? inner = null) : Exception(message, inner)
{
    public JobRefusal Refusal { get; } = refusal;

    /// <summary>When it may be tried again; null when waiting is no use or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
