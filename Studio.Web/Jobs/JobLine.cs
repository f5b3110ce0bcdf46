using System.Data.Common;
using System.Threading.Channels;
using Studio.Web.Data;

namespace Studio.Web.Jobs;

/// <summary>
/// The order of what waits, its numbers, and its pauses. One lock holds it together with <see cref="Leases"/>: a job waits, runs or is
/// over, and nobody sees it between. Asks nothing about who may.
/// </summary>
public sealed class JobLine
{
    /// <summary>Waiting jobs one owner may have.</summary>
    public const int MaxWaiting = 10_000;

    private readonly JobStore _store;
    private readonly JobEvents _events;
    private readonly JobPauses _pauses;

    // one token is enough: whoever takes it looks at the whole line, and hands it on when there may be more
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _nextNumber;
    private long _nextSequence;

    public JobLine(JobStore store, JobEvents events, TimeProvider time)
    {
        _store = store;
        _events = events;
        _pauses = new(store, time);
    }

    internal Lock Gate { get; } = new();

    internal RunningJobs Running { get; } = new();

    /// <summary>Running and waiting jobs of everybody.</summary>
    internal int CountRemaining() => _store.CountWaiting() + Running.Count;

    /// <summary>Why nothing is started; null when the queue runs.</summary>
    public QueuePause? Pause
    {
        get
        {
            lock (Gate)
                return _pauses.Now;
        }
    }

    /// <summary>Bytes that the job which waits for room wants, 0 when nobody knows; null when none waits for room.</summary>
    internal long? WantedRoom
    {
        get
        {
            lock (Gate)
                return _pauses.NeedsRoom?.Bytes;
        }
    }

    /// <summary>At start: where the numbers go on, and a pause that was on.</summary>
    internal void Load()
    {
        lock (Gate)
        {
            (_nextNumber, _nextSequence) = _store.Counters();
            _pauses.Load();
        }
    }

    /// <summary>The number that a client is told, and by which jobs stand in line.</summary>
    internal double NextNumber(JobRequest request)
    {
        if (request.Number is { } given)
            return given;
        lock (Gate)
        {
            var next = _nextNumber++;
            return request.Front ? -next : next;
        }
    }

    /// <summary>False when there is a job of that id.</summary>
    /// <exception cref="JobRefusedException">Its owner has too many, or the database does not take it.</exception>
    internal bool Add(Job job)
    {
        var added = Stored(
            () =>
            {
                if (_store.Exists(job.Id))
                    return false;
                if (_store.CountWaiting(job.Owner) >= MaxWaiting)
                    throw new JobRefusedException(JobRefusal.QueueFull,
                        $"You have {MaxWaiting} jobs waiting; let some finish or delete some first.");
                _store.Add(job, job.Number, _nextSequence++);
                _events.Publish(new JobEvent.Queued(job));
                TellChanged();
                return true;
            },
            "The job could not be stored",
            " Nothing was queued.");
        if (added)
            Wake();
        return added;
    }

    /// <summary>Takes waiting jobs of an owner, or of all, out of the line: those named, or every one; returns how many.</summary>
    internal int Remove(string? owner, IReadOnlyCollection<string>? ids, bool tellAlways = true) => Stored(() =>
    {
        var gone = _store.WaitingNames(owner, ids);
        var removed = _store.DeleteWaiting(owner, ids);
        if (removed > 0)
            _events.Publish(new JobEvent.Removed(gone));
        NeedsNoRoom(gone.Select(job => job.Id));
        if (removed > 0 || tellAlways) // ComfyUI tells after every delete, even of nothing
            TellChanged();
        return removed;
    });

    /// <summary>To another place among the waiting jobs of an owner, or of all. False when the job does not wait.</summary>
    /// <param name="target">From where it is, and how many there are.</param>
    internal bool Move(string? owner, string id, Func<int, int, int> target) => Stored(() =>
    {
        var places = _store.Places(owner);
        var order = places.Select(entry => entry.Id).ToList();
        var index = order.IndexOf(id);
        if (index < 0)
            return false;
        order.RemoveAt(index);
        order.Insert(Math.Clamp(target(index, places.Count), 0, order.Count), id);
        // the same places in another order: those who are not in the list keep theirs
        _store.SetPlaces(
            order.Zip(places, (moved, place) => (moved, place.Place, place.Sequence)).Where((entry, i) => entry.moved != places[i].Id));
        TellChanged();
        return true;
    });

    /// <summary>Starts nothing more; what runs goes on.</summary>
    internal void Suspend(PauseKind kind, string reason)
    {
        lock (Gate)
        {
            _pauses.Add(kind, reason);
            TellChanged();
        }
    }

    /// <summary>
    /// The same because this job found no room. When it leaves the line nobody needs the room any more, and the queue goes on.
    /// </summary>
    internal void SuspendForRoom(Job job, long bytes, string reason)
    {
        lock (Gate)
        {
            _pauses.NeedsRoom = (job.Id, bytes);
            Suspend(PauseKind.DiskFull, reason);
        }
    }

    /// <summary>These jobs do not wait for room any more.</summary>
    internal void NeedsNoRoom(IEnumerable<string> ids)
    {
        lock (Gate)
        {
            if (_pauses.NeedsRoom is { Id: var waiting } && ids.Contains(waiting))
                Lift(PauseKind.DiskFull);
        }
    }

    internal void Lift(PauseKind kind)
    {
        lock (Gate)
        {
            if (!_pauses.Remove(kind))
                return;
            TellChanged();
        }

        Wake();
    }

    internal void Wake() => _work.Writer.TryWrite(true);

    /// <summary>Until there may be something to take.</summary>
    internal ValueTask<bool> MoreAsync(CancellationToken cancellationToken) => _work.Reader.ReadAsync(cancellationToken);

    /// <summary>
    /// Tells what was done already. A count that cannot be read must not make it look undone: then the last one known stands.
    /// </summary>
    internal void TellChanged()
    {
        int remaining;
        try
        {
            remaining = CountRemaining();
        }
        catch (DbException)
        {
            remaining = _events.Now.Remaining;
        }

        _events.QueueChanged(remaining, _pauses.Now);
    }

    /// <summary>A change under the lock. What the database does not take is a refusal with its reason: nothing has changed then.</summary>
    internal T Stored<T>(Func<T> change, string what = "Nothing was changed", string otherwise = "")
    {
        try
        {
            lock (Gate)
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
