using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Health;

namespace Studio.Web.Jobs;

/// <summary>
/// The one queue behind every door: pages and endpoints call it, and all rules live here. A job is a row before <see cref="EnqueueAsync"/>
/// returns. Whatever belongs to somebody else does not exist for the caller, unless the caller sees all.
/// </summary>
public sealed partial class JobQueue(JobStore store, JobEvents events, IEngine engine, DailyLimits limits, TimeProvider time) : IQueueCounts
{
    /// <summary>Waiting jobs one owner may have.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>Ended jobs that are remembered.</summary>
    public const int MaxHistory = 10_000;

    private static readonly string[] Secrets = ["api_key_comfy_org", "auth_token_comfy_org"];

    private readonly Lock _gate = new();
    private long _nextNumber;
    private long _nextSequence;

    public int Pending => store.CountWaiting();

    /// <summary>Running and waiting jobs of everybody.</summary>
    public int Remaining => events.Now.Remaining;

    public int Running => _running is null ? 0 : 1;

    /// <summary>Checks the prompt and adds a job, or says what is wrong with it.</summary>
    /// <exception cref="JobRefusedException">The user may not run jobs, the queue is full, or maintenance is on.</exception>
    public async Task<EnqueueResult> EnqueueAsync(CurrentUser user, JobRequest request)
    {
        RequireRunner(user, request);
        if (Pause is { Kind: PauseKind.Maintenance } maintenance)
            throw new JobRefusedException(JobRefusal.Maintenance, maintenance.Reason == MaintenanceGate.Message
                ? MaintenanceGate.Message
                : $"{MaintenanceGate.Message} ({maintenance.Reason})");
        if (request.Id is { } wanted && !(Guid.TryParseExact(wanted, "D", out var id) && id.ToString("D") == wanted))
            return Refused(new PromptError.BadId());

        var number = NextNumber(request); // ComfyUI's counter moves on even when the prompt is refused
        var submitted = SubmittedPrompt.Read(request.Prompt, engine.Nodes, time.GetLocalNow());
        if (submitted.Prompt is null)
            return new(null, submitted.Error, NoErrors);
        var checkedPrompt = await ValidateAsync(user, submitted.Prompt, request.Targets);
        if (!checkedPrompt.CanRun)
            return new(null, checkedPrompt.Error, checkedPrompt.NodeErrors);
        if (request.Strict && checkedPrompt.NodeErrors.Count > 0)
            return Refused(new PromptError.SomeOutputsFailed()) with { NodeErrors = checkedPrompt.NodeErrors };
        RequireRoom(user, checkedPrompt);
        var job = NewJob(user, request with { ExtraData = submitted.ExtraData(request.ExtraData) }, number, checkedPrompt);
        return Add(job) ? new(job, null, checkedPrompt.NodeErrors) : Refused(new PromptError.IdInUse());
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
        RunningJob? claimed;
        lock (_gate) // one step: a job that is being put back is either still running here or already in the line
        {
            removed = Remove(user, ids, tellAlways: false);
            claimed = _running is { Job.Id: var id } && ids.Contains(id) ? Claim(user, id) : null;
        }

        claimed?.Stop(StopIntent.Interrupt);
        return removed + (claimed is null ? 0 : 1);
    }

    /// <summary>Stops the running job: the one named, or whichever of the user's runs. False when that is not running.</summary>
    public bool Interrupt(CurrentUser user, string? id = null)
    {
        RunningJob? claimed;
        lock (_gate)
            claimed = Claim(user, id);
        claimed?.Stop(StopIntent.Interrupt); // outside the lock: cancelling runs the engine's callbacks
        return claimed is not null;
    }

    /// <summary>Marks the running job as one that ends, so that it is not put back any more; null when it is not the one meant.</summary>
    private RunningJob? Claim(CurrentUser user, string? id)
    {
        if (_running is not { IsOver: false } running || !user.MayRun || !user.MaySee(running.Job.Owner)
            || (id is not null && id != running.Job.Id))
            return null;
        running.Want(StopIntent.Interrupt);
        return running;
    }

    /// <summary>Takes waiting jobs out of the line; returns how many there were.</summary>
    public int Delete(CurrentUser user, IReadOnlyCollection<string> ids) => Remove(user, ids);

    /// <summary>Empties the line of what the user may manage; what runs goes on.</summary>
    public int Clear(CurrentUser user) => Remove(user, ids: null);

    /// <summary>The line as the user may see it.</summary>
    public QueueList List(CurrentUser user)
    {
        lock (_gate)
        {
            var now = events.Now;
            var running = _running?.Job is { } job && user.MaySee(job.Owner) ? job : null;
            return new(running, running is null ? null : now.Progress, store.Waiting(OwnerFor(user)), CountRemaining(), Pause);
        }
    }

    /// <summary>The same without the prompts of what waits.</summary>
    public QueueLine Line(CurrentUser user)
    {
        lock (_gate)
        {
            var now = events.Now;
            var running = _running?.Job is { } job && user.MaySee(job.Owner) ? job : null;
            return new(running, running is null ? null : now.Progress, store.Line(OwnerFor(user)), CountRemaining(), Pause);
        }
    }

    /// <summary>How many jobs of the user's own wait or run.</summary>
    public int CountOwn(CurrentUser user)
    {
        lock (_gate)
            return store.CountWaiting(user.Id) + (_running?.Job.Owner == user.Id ? 1 : 0);
    }

    /// <summary>Those of the named jobs that are there and the user's to see, in any order.</summary>
    public IReadOnlyList<Job> Find(CurrentUser user, IEnumerable<string> ids) => [.. store.Find(ids).Where(job => user.MaySee(job.Owner))];

    /// <summary>A job in any state; null when it is not there or not the user's.</summary>
    public Job? Find(CurrentUser user, string id) => store.Find(id) is { } job && user.MaySee(job.Owner) ? job : null;

    /// <summary>How far the running job is; null when that job does not run or is not the user's.</summary>
    public JobProgress? Progress(CurrentUser user, string id)
    {
        var now = events.Now;
        return now.Running is { } job && job.Id == id && user.MaySee(job.Owner) ? now.Progress : null;
    }

    private int Remove(CurrentUser user, IReadOnlyCollection<string>? ids, bool tellAlways = true)
    {
        if (!user.MayRun)
            return 0;
        return Stored(() =>
        {
            var gone = store.WaitingNames(OwnerFor(user), ids);
            var removed = store.DeleteWaiting(OwnerFor(user), ids);
            if (removed > 0)
                events.Publish(new JobEvent.Removed(gone));
            NeedsNoRoom(gone.Select(job => job.Id));
            if (removed > 0 || tellAlways) // ComfyUI tells after every delete, even of nothing
                TellQueueChanged();
            return removed;
        });
    }

    private bool Add(Job job)
    {
        var added = Stored(
            () =>
            {
                if (store.Exists(job.Id))
                    return false;
                if (store.CountWaiting(job.Owner) >= MaxWaiting)
                    throw new JobRefusedException(JobRefusal.QueueFull,
                        $"You have {MaxWaiting} jobs waiting; let some finish or delete some first.");
                store.Add(job, job.Number, _nextSequence++);
                events.Publish(new JobEvent.Queued(job));
                TellQueueChanged();
                return true;
            },
            "The job could not be stored",
            " Nothing was queued.");
        if (added)
            Wake();
        return added;
    }

    private double NextNumber(JobRequest request)
    {
        if (request.Number is { } given)
            return given;
        lock (_gate)
        {
            var next = _nextNumber++;
            return request.Front ? -next : next;
        }
    }

    private Job NewJob(CurrentUser user, JobRequest request, double number, PromptValidation validation)
    {
        var now = time.GetUtcNow();
        var extra = request.ExtraData is null ? [] : (JsonObject)request.ExtraData.DeepClone();
        foreach (var secret in Secrets)
            extra.Remove(secret);
        if (request.ClientId is { } client)
            extra["client_id"] = client;
        else
            extra.Remove("client_id");
        extra["create_time"] = now.ToUnixTimeMilliseconds();
        return new()
        {
            Id = request.Id ?? Guid.NewGuid().ToString("D"),
            Owner = user.Id,
            KeyId = user.KeyId,
            Number = number,
            NumberGiven = request.Number is not null,
            Prompt = validation.Prompt.Source.ToJsonString(),
            ExtraData = extra.ToJsonString(),
            Outputs = validation.Outputs,
            ClientId = request.ClientId,
            WorkflowId = WorkflowIdOf(extra),
            Batch = request.Batch,
            Created = now,
        };
    }

    private static string? WorkflowIdOf(JsonObject extra) =>
        extra["extra_pnginfo"] is JsonObject info && info["workflow"] is JsonObject workflow && workflow["id"] is JsonValue id
            && id.TryGetValue(out string? text) ? text : null;

    /// <summary>What a user may manage: null is everybody's.</summary>
    private static string? OwnerFor(CurrentUser user) => user.SeesAll ? null : user.Id;

    private static void RequireRunner(CurrentUser user, JobRequest request)
    {
        if (!user.MayRun)
            throw new JobRefusedException(JobRefusal.NotAllowed,
                "Your role lets you look but not run anything; ask an administrator for the role artist.");
        if (user.Workflows is { } workflows && !(request.StoredWorkflow is { } id && workflows.Contains(id)))
            throw new JobRefusedException(JobRefusal.NotAllowed,
                $"This key runs only the stored workflows {string.Join(", ", workflows.Order(StringComparer.Ordinal))}, and no prompt of its sender.");
    }

    /// <summary>File names in the prompt mean the user's own files.</summary>
    private async Task<PromptValidation> ValidateAsync(CurrentUser user, Prompt prompt, IReadOnlyCollection<string>? targets)
    {
        using (ActingUser.Begin(user))
            return await engine.ValidateAsync(prompt, targets);
    }

    private void RequireRoom(CurrentUser user, PromptValidation prompt)
    {
        var waiting = store.CountWaiting(user.Id) + (_running?.Job.Owner == user.Id ? 1 : 0);
        if (limits.Check(user, waiting + prompt.Outputs.Count) is { } reached)
            throw new JobRefusedException(JobRefusal.LimitReached,
                reached.Detail) { RetryAfter = reached.RetryAfter > TimeSpan.Zero ? reached.RetryAfter : null };
    }

    private static readonly IReadOnlyDictionary<string, NodeErrors> NoErrors = new Dictionary<string, NodeErrors>();

    private static EnqueueResult Refused(PromptError error) => new(null, error, NoErrors);
}
