using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Web.Auth;
using Studio.Web.Health;

namespace Studio.Web.Jobs;

/// <summary>
/// The one queue behind every door: pages and endpoints call it as a user. It asks <see cref="JobRules"/>, then <see cref="JobLine"/> (what
/// waits) or <see cref="Leases"/> (what runs). A job is a row before <see cref="EnqueueAsync"/> returns. Whatever belongs to somebody else
/// does not exist for the caller, unless the caller sees all.
/// </summary>
public sealed class JobQueue(JobStore store, JobEvents events, IEngine engine, IUserFiles files, JobRules rules, JobLine line,
    TimeProvider time) : IQueueCounts
{
    private static readonly IReadOnlyDictionary<string, NodeErrors> NoErrors = new Dictionary<string, NodeErrors>();

    /// <summary>What is over.</summary>
    public JobHistory History { get; } = new(store, line, events);

    public int Pending => store.CountWaiting();

    /// <summary>Running and waiting jobs of everybody.</summary>
    public int Remaining => events.Now.Remaining;

    public int Running
    {
        get
        {
            lock (line.Gate)
                return line.Running.Count;
        }
    }

    /// <summary>Why nothing is started; null when the queue runs.</summary>
    public QueuePause? Pause => line.Pause;

    /// <summary>Checks the prompt and adds a job, or says what is wrong with it.</summary>
    /// <exception cref="JobRefusedException">The user may not run jobs, the queue is full, or maintenance is on.</exception>
    public async Task<EnqueueResult> EnqueueAsync(CurrentUser user, JobRequest request)
    {
        JobRules.RequireRunner(user, request);
        JobRules.RequireNoMaintenance(line.Pause);
        if (request.Id is { } wanted && !JobRules.IsWellFormed(wanted))
            return Refused(new PromptError.BadId());

        var number = line.NextNumber(request); // ComfyUI's counter moves on even when the prompt is refused
        var own = files.Of(user);
        var submitted = SubmittedPrompt.Read(request.Prompt, engine.Nodes.In(own.Pictures), time.GetLocalNow());
        if (submitted.Prompt is null)
            return new(null, submitted.Error, NoErrors);
        var checkedPrompt = await engine.ValidateAsync(submitted.Prompt, own, request.Targets);
        if (!checkedPrompt.CanRun)
            return new(null, checkedPrompt.Error, checkedPrompt.NodeErrors);
        if (request.Strict && checkedPrompt.NodeErrors.Count > 0)
            return Refused(new PromptError.SomeOutputsFailed()) with { NodeErrors = checkedPrompt.NodeErrors };
        rules.RequireRoom(user, CountOwn(user), checkedPrompt);
        var kept = request with { ExtraData = submitted.ExtraData(request.ExtraData) };
        var job = NewJob.From(user, kept, number, checkedPrompt, time.GetUtcNow());
        return line.Add(job) ? new(job, null, checkedPrompt.NodeErrors) : Refused(new PromptError.IdInUse());
    }

    /// <summary>
    /// Runs an ended or waiting job's prompt once more, as a new job of <paramref name="user"/>; null when there is no such job.
    /// </summary>
    /// <exception cref="JobRefusedException">As for <see cref="EnqueueAsync"/>.</exception>
    public async Task<EnqueueResult?> ReplayAsync(CurrentUser user, string id) =>
        Find(user, id) is not { } job ? null : await EnqueueAsync(user, new((JsonObject)JsonNode.Parse(job.Prompt)!)
    {
        ExtraData = (JsonObject)JsonNode.Parse(job.ExtraData)!,
        Targets = job.Outputs,
    });

    /// <summary>Takes a waiting job out of the line, or interrupts it when it runs. False when there is no such job.</summary>
    public bool Cancel(CurrentUser user, string id) => Cancel(user, [id]) > 0;

    /// <summary>The same for many; returns how many there were.</summary>
    public int Cancel(CurrentUser user, IReadOnlyCollection<string> ids)
    {
        int removed;
        IReadOnlyList<RunningJob> claimed;
        lock (line.Gate) // one step: a job that is being put back is either still running here or already in the line
        {
            removed = Remove(user, ids, tellAlways: false);
            claimed = Claim(user, running => ids.Contains(running.Job.Id));
        }

        return removed + Stop(claimed);
    }

    /// <summary>Stops a running job: the one named, or whichever of the user's run. False when that is not running.</summary>
    public bool Interrupt(CurrentUser user, string? id = null)
    {
        IReadOnlyList<RunningJob> claimed;
        lock (line.Gate)
            claimed = Claim(user, running => id is null || id == running.Job.Id);
        return Stop(claimed) > 0;
    }

    /// <summary>Takes waiting jobs out of the line; returns how many there were.</summary>
    public int Delete(CurrentUser user, IReadOnlyCollection<string> ids) => Remove(user, ids);

    /// <summary>Empties the line of what the user may manage; what runs goes on.</summary>
    public int Clear(CurrentUser user) => Remove(user, ids: null);

    /// <summary>The line as the user may see it.</summary>
    public QueueList List(CurrentUser user)
    {
        lock (line.Gate)
            return new(RunningFor(user), store.Waiting(JobRules.OwnerFor(user)), line.CountRemaining(), line.Pause);
    }

    /// <summary>The same without the prompts of what waits.</summary>
    public QueueLine Line(CurrentUser user)
    {
        lock (line.Gate)
            return new(RunningFor(user), store.Line(JobRules.OwnerFor(user)), line.CountRemaining(), line.Pause);
    }

    /// <summary>How many jobs of the user's own wait or run.</summary>
    public int CountOwn(CurrentUser user)
    {
        lock (line.Gate)
            return store.CountWaiting(user.Id) + line.Running.All.Count(running => running.Job.Owner == user.Id);
    }

    /// <summary>Those of the named jobs that are there and the user's to see, in any order.</summary>
    public IReadOnlyList<Job> Find(CurrentUser user, IEnumerable<string> ids) => [.. store.Find(ids).Where(job => user.MaySee(job.Owner))];

    /// <summary>A job in any state; null when it is not there or not the user's.</summary>
    public Job? Find(CurrentUser user, string id) => store.Find(id) is { } job && user.MaySee(job.Owner) ? job : null;

    /// <summary>How far a running job is; null when that job does not run or is not the user's.</summary>
    public JobProgress? Progress(CurrentUser user, string id) =>
        events.Now.Of(id) is { Job.Owner: var owner } running && user.MaySee(owner) ? running.Progress : null;

    /// <summary>One step, or to an end, among the waiting jobs that the user may manage. Nobody else's job changes its place.</summary>
    public bool Move(CurrentUser user, string id, JobMove move) => user.MayRun && line.Move(JobRules.OwnerFor(user), id, (index, count) =>
        move switch
        {
            JobMove.Front => 0,
            JobMove.Up => index - 1,
            JobMove.Down => index + 1,
            _ => count - 1,
        });

    /// <summary>To a position (from 0) among the waiting jobs that the user may manage. False when the job does not wait.</summary>
    public bool MoveTo(CurrentUser user, string id, int position) =>
        user.MayRun && line.Move(JobRules.OwnerFor(user), id, (_, _) => position);

    /// <summary>Starts nothing more until resumed, also after a restart; what runs goes on.</summary>
    /// <exception cref="JobRefusedException">Only operators and administrators may.</exception>
    public void PauseByHand(CurrentUser user, string reason)
    {
        JobRules.RequireOperator(user);
        line.Stored(() =>
        {
            line.Suspend(PauseKind.ByHand,
                !string.IsNullOrWhiteSpace(reason) ? reason : user.Id == CurrentUser.Local.Id ? "" : $"{user.Name} paused it.");
            return true;
        });
    }

    /// <summary>Goes on, also after a full disk. Maintenance ends in its own way.</summary>
    /// <exception cref="JobRefusedException">Only operators and administrators may.</exception>
    public void Resume(CurrentUser user)
    {
        JobRules.RequireOperator(user);
        line.Stored(() =>
        {
            line.Lift(PauseKind.ByHand);
            line.Lift(PauseKind.DiskFull);
            return true;
        });
    }

    private static EnqueueResult Refused(PromptError error) => new(null, error, NoErrors);

    /// <summary>Marks running jobs as ones that end, so that they are not put back any more.</summary>
    private IReadOnlyList<RunningJob> Claim(CurrentUser user, Func<RunningJob, bool> isMeant)
    {
        var claimed = line.Running.All.Where(running => isMeant(running) && JobRules.MayStop(user, running)).ToList();
        foreach (var running in claimed)
            running.Want(StopIntent.Interrupt);
        return claimed;
    }

    // outside the lock: cancelling runs the engine's callbacks
    private static int Stop(IReadOnlyList<RunningJob> claimed)
    {
        foreach (var running in claimed)
            running.Stop(StopIntent.Interrupt);
        return claimed.Count;
    }

    private int Remove(CurrentUser user, IReadOnlyCollection<string>? ids, bool tellAlways = true) =>
        user.MayRun ? line.Remove(JobRules.OwnerFor(user), ids, tellAlways) : 0;

    private IReadOnlyList<RunningNow> RunningFor(CurrentUser user) => [.. line.Running.All
        .Where(running => user.MaySee(running.Job.Owner))
        .Select(running => new RunningNow(running.Worker, running.Job, events.Now.Of(running.Job.Id)?.Progress))];
}
