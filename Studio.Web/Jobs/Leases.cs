namespace Studio.Web.Jobs;

/// <summary>Whose a running job is, and until when unless it is renewed. Kept in the job's row.</summary>
public sealed record Lease(string Worker, DateTimeOffset Until);

/// <summary>
/// Who runs what until when: taking from the line, recording, putting back, and what a worker or a server left behind that died. A job has
/// one lease at a time, and its end is written once.
/// </summary>
public sealed class Leases(JobStore store, JobLine line, JobEvents events, TimeProvider time)
{
    /// <summary>A job is tried again after the first crash under it, and set aside after the second.</summary>
    public const int MostAttempts = 2;

    /// <summary>Begins the names of this server's workers: what such a one held before the server started is held by nobody now.</summary>
    public const string Here = "local/";

    /// <summary>Ended jobs that are remembered.</summary>
    public const int MaxHistory = 10_000;

    /// <summary>How long a lease holds that is not renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    /// <summary>How many jobs run.</summary>
    public int Count
    {
        get
        {
            lock (line.Gate)
                return line.Running.Count;
        }
    }

    /// <summary>At start, before anybody is served: jobs that were running when this server died wait again.</summary>
    internal void Recover()
    {
        line.Load();
        Reclaim(atStart: true);
        line.Wake();
    }

    /// <summary>
    /// Jobs whose lease is over wait again; one under which a server died twice is set aside, so that it cannot take everything down for
    /// ever.
    /// </summary>
    /// <param name="atStart">This server has no worker yet, so that those of its former life hold nothing.</param>
    internal void Reclaim(bool atStart = false)
    {
        lock (line.Gate)
        {
            var lost = store.Leased().Where(held => line.Running.Find(held.Job.Id) is null && IsOver(held.Lease, atStart)).ToList();
            foreach (var (job, _) in lost)
            {
                var after = job.Attempt < MostAttempts ? job with { State = JobState.Queued, Started = null } : SetAside(job);
                store.Update(after);
                events.Publish(after.IsOver
                    ? new JobEvent.Ended(after)
                    : new JobEvent.PutBack(after, "The server stopped while it ran; it runs again."));
            }

            if (lost.Count > 0 || atStart)
                line.TellChanged();
        }

        line.Wake();
    }

    /// <summary>The leases of what runs here hold on.</summary>
    internal void Renew()
    {
        lock (line.Gate)
        {
            if (line.Running.Count > 0)
                store.Renew(line.Running.All.Where(running => !running.IsOver).Select(running => running.Job.Id),
                    time.GetUtcNow() + Length);
        }
    }

    /// <summary>Waits until a job may run and marks it running for the worker, in the database first.</summary>
    internal async Task<RunningJob> TakeAsync(string worker, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(worker) is { } taken)
                return taken;
            await line.MoreAsync(cancellationToken);
        }
    }

    private RunningJob? TryTake(string worker)
    {
        lock (line.Gate)
        {
            if (line.Pause is not null || store.Next() is not { } next)
                return null;
            var now = time.GetUtcNow();
            var job = next with { State = JobState.Running, Attempt = next.Attempt + 1, Started = now };
            store.Update(job, new Lease(worker, now + Length));
            var running = new RunningJob(worker, job);
            line.Running.Add(running);
            line.TellChanged();
            line.Wake(); // another worker may find more
            return running;
        }
    }

    /// <summary>Writes the end. The client hears of it only after this.</summary>
    internal void Record(Job ended)
    {
        lock (line.Gate)
        {
            store.Update(ended);
            if (line.Running.Find(ended.Id) is { } running)
                running.IsOver = true;
            store.Trim(MaxHistory);
        }
    }

    /// <summary>Tells the end in ComfyUI's order: the end itself, the shorter line, the worker free again.</summary>
    internal void Release(Job ended)
    {
        lock (line.Gate)
        {
            events.Stopped(new JobEvent.Ended(ended));
            LetGo(ended);
            events.Publish(new JobEvent.Released(ended));
        }
    }

    /// <summary>
    /// Back to its place in the line, as if it had not been started. False when it has been interrupted: then it must end.
    /// </summary>
    internal bool PutBack(Job job, string reason) => Return(job with { Attempt = job.Attempt - 1 }, reason);

    /// <summary>
    /// The same after its worker died: the attempt counts. False also when it was the last one: then it has failed.
    /// </summary>
    internal bool PutBackAfterCrash(Job job, string reason) => job.Attempt < MostAttempts && Return(job, reason);

    private bool Return(Job job, string reason)
    {
        lock (line.Gate)
        {
            if (line.Running.Find(job.Id) is { Intent: StopIntent.Interrupt })
                return false; // its owner has been told that it is over
            var waiting = job with { State = JobState.Queued, Started = null };
            store.Update(waiting);
            events.Stopped(new JobEvent.PutBack(waiting, reason));
            LetGo(waiting);
            events.Publish(new JobEvent.Released(waiting));
        }

        line.Wake();
        return true;
    }

    /// <summary>Stops what runs so that it runs again later; for maintenance and shutdown.</summary>
    internal void PutBackRunning()
    {
        IReadOnlyList<RunningJob> running;
        lock (line.Gate)
            running = line.Running.All;
        foreach (var one in running)
            one.Stop(StopIntent.PutBack);
    }

    private void LetGo(Job job)
    {
        line.Running.Remove(job.Id, out _);
        line.TellChanged();
    }

    private bool IsOver(Lease? lease, bool atStart) => lease is null || lease.Until <= time.GetUtcNow()
        || (atStart && lease.Worker.StartsWith(Here, StringComparison.Ordinal));

    private Job SetAside(Job job)
    {
        const string Why =
            "The server stopped twice while this job ran, so it is not tried a third time. If memory ran out, make the picture or the batch smaller and run it again.";
        var failure = new JobFailure("", "", "ServerStopped", Why + "\n", [], "{}", [], []);
        return job with { State = JobState.Failed, Ended = time.GetUtcNow(), Error = Why,
            Result = JobResult.Empty with { Failure = failure } };
    }
}
