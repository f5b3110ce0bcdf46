using System.Data.Common;
using System.Threading.Channels;
using Studio.Web.Data;

namespace Studio.Web.Jobs;

/// <summary>The worker's side: taking, recording, putting back, and what a crash left behind.</summary>
public sealed partial class JobQueue
{
    // one token is enough: whoever takes it looks at the whole line
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private RunningJob? _running;

    /// <summary>
    /// At start: jobs that were running when the server died wait again; one that died with the server twice is set aside, so that it
    /// cannot take the server down for ever.
    /// </summary>
    internal void Recover()
    {
        lock (_gate)
        {
            (_nextNumber, _nextSequence) = store.Counters();
            foreach (var job in store.Running())
            {
                var after = job.Attempt < 2 ? job with { State = JobState.Queued, Started = null } : SetAside(job);
                store.Update(after);
                events.Publish(after.IsOver
                    ? new JobEvent.Ended(after)
                    : new JobEvent.PutBack(after, "The server stopped while it ran; it runs again."));
            }

            if (store.LoadPause() is { } pause)
                _pauses[pause.Kind] = pause;
            TellQueueChanged();
        }

        Wake();
    }

    /// <summary>Waits until a job may run and marks it running, in the database first.</summary>
    internal async Task<RunningJob> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake() is { } taken)
                return taken;
            await _work.Reader.ReadAsync(cancellationToken);
        }
    }

    private RunningJob? TryTake()
    {
        lock (_gate)
        {
            if (_pauses.Count > 0 || store.Next() is not { } next)
                return null;
            var job = next with { State = JobState.Running, Attempt = next.Attempt + 1, Started = time.GetUtcNow() };
            store.Update(job);
            _running = new(job);
            TellQueueChanged();
            return _running;
        }
    }

    /// <summary>Writes the end. The client hears of it only after this.</summary>
    internal void Record(Job ended)
    {
        lock (_gate)
        {
            store.Update(ended);
            if (_running is { } running && running.Job.Id == ended.Id)
                running.IsOver = true;
            store.Trim(MaxHistory);
        }
    }

    /// <summary>Tells the end in ComfyUI's order: the end itself, the shorter line, the worker free again.</summary>
    internal void Release(Job ended)
    {
        lock (_gate)
        {
            events.Stopped(new JobEvent.Ended(ended));
            LetGo();
            events.Publish(new JobEvent.Released(ended));
        }
    }

    /// <summary>
    /// Back to its place in the line, as if it had not been started. False when it has been interrupted: then it must end.
    /// </summary>
    internal bool PutBack(Job job, string reason)
    {
        lock (_gate)
        {
            if (_running is { Intent: StopIntent.Interrupt })
                return false; // its owner has been told that it is over
            var waiting = job with { State = JobState.Queued, Attempt = job.Attempt - 1, Started = null };
            store.Update(waiting);
            events.Stopped(new JobEvent.PutBack(waiting, reason));
            LetGo();
            events.Publish(new JobEvent.Released(waiting));
        }

        Wake();
        return true;
    }

    /// <summary>Stops the running job so that it runs again later; for maintenance and shutdown.</summary>
    internal void PutBackRunning()
    {
        RunningJob? running;
        lock (_gate)
            running = _running;
        running?.Stop(StopIntent.PutBack);
    }

    private void Wake() => _work.Writer.TryWrite(true);

    private void LetGo()
    {
        _running = null;
        TellQueueChanged();
    }

    private int CountRemaining() => store.CountWaiting() + (_running is null ? 0 : 1);

    /// <summary>
    /// Tells what was done already. A count that cannot be read must not make it look undone: then the last one known stands.
    /// </summary>
    private void TellQueueChanged()
    {
        int remaining;
        try
        {
            remaining = CountRemaining();
        }
        catch (DbException)
        {
            remaining = events.Now.Remaining;
        }

        events.QueueChanged(remaining, _pauses.Count == 0 ? null : _pauses.Values.Last());
    }

    private Job SetAside(Job job)
    {
        const string Why =
            "The server stopped twice while this job ran, so it is not tried a third time. If memory ran out, make the picture or the batch smaller and run it again.";
        var failure = new JobFailure("", "", "ServerStopped", Why + "\n", [], "{}", [], []);
        return job with { State = JobState.Failed, Ended = time.GetUtcNow(), Error = Why,
            Result = JobResult.Empty with { Failure = failure } };
    }

    /// <summary>A change under the lock. What the database does not take is a refusal with its reason: nothing has changed then.</summary>
    private T Stored<T>(Func<T> change, string what = "Nothing was changed", string otherwise = "")
    {
        try
        {
            lock (_gate)
                return change();
        }
        catch (DbException e)
        {
            var fault = DatabaseFault.Of(e);
            throw new JobRefusedException(fault.MayBeRoom ? JobRefusal.DiskFull : JobRefusal.DatabaseUnavailable,
                $"{what}: {fault.Reason}{otherwise}", e)
            {
                RetryAfter = fault.Problem == DatabaseProblem.Busy ? DatabaseFault.Retry : null,
            };
        }
    }
}
