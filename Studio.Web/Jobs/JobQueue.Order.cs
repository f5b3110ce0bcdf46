using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>The order of the line, its pauses, and the history.</summary>
public sealed partial class JobQueue
{
    private readonly SortedDictionary<PauseKind, QueuePause> _pauses = [];

    // the job that the queue is paused for, and how many bytes it wants
    private (string Id, long Bytes)? _needsRoom;

    /// <summary>Whether a job waits until the disk has room.</summary>
    internal bool WaitsForRoom
    {
        get
        {
            lock (_gate)
                return _needsRoom is not null;
        }
    }

    /// <summary>Bytes that the job which waits for room wants; 0 when none does.</summary>
    internal long WantedRoom
    {
        get
        {
            lock (_gate)
                return _needsRoom?.Bytes ?? 0;
        }
    }

    /// <summary>Why nothing is started; null when the queue runs.</summary>
    public QueuePause? Pause
    {
        get
        {
            lock (_gate)
                return _pauses.Count == 0 ? null : _pauses.Values.Last();
        }
    }

    /// <summary>One step, or to an end, among the waiting jobs that the user may manage. Nobody else's job changes its place.</summary>
    public bool Move(CurrentUser user, string id, JobMove move) => MoveTo(user, id, (index, count) => move switch
    {
        JobMove.Front => 0,
        JobMove.Up => index - 1,
        JobMove.Down => index + 1,
        _ => count - 1,
    });

    /// <summary>To a position (from 0) among the waiting jobs that the user may manage. False when the job does not wait.</summary>
    public bool MoveTo(CurrentUser user, string id, int position) => MoveTo(user, id, (_, _) => position);

    private bool MoveTo(CurrentUser user, string id, Func<int, int, int> target)
    {
        if (!user.MayRun)
            return false;
        return Stored(() =>
        {
            var places = store.Places(OwnerFor(user));
            var order = places.Select(entry => entry.Id).ToList();
            var index = order.IndexOf(id);
            if (index < 0)
                return false;
            order.RemoveAt(index);
            order.Insert(Math.Clamp(target(index, places.Count), 0, order.Count), id);
            // the same places in another order: those who are not in the list keep theirs
            store.SetPlaces(
                order.Zip(places, (moved, place) => (moved, place.Place, place.Sequence)).Where((entry, i) => entry.moved != places[i].Id));
            TellQueueChanged();
            return true;
        });
    }

    /// <summary>Starts nothing more until resumed, also after a restart; what runs goes on.</summary>
    /// <exception cref="JobRefusedException">Only operators and administrators may.</exception>
    public void PauseByHand(CurrentUser user, string reason)
    {
        RequireOperator(user);
        Stored(() =>
        {
            Suspend(PauseKind.ByHand,
                !string.IsNullOrWhiteSpace(reason) ? reason : user.Id == CurrentUser.Local.Id ? "" : $"{user.Name} paused it.");
            return true;
        });
    }

    /// <summary>Goes on, also after a full disk. Maintenance ends in its own way.</summary>
    /// <exception cref="JobRefusedException">Only operators and administrators may.</exception>
    public void Resume(CurrentUser user)
    {
        RequireOperator(user);
        Stored(() =>
        {
            Lift(PauseKind.ByHand);
            Lift(PauseKind.DiskFull);
            return true;
        });
    }

    /// <summary>Pauses for a reason of the server's own: a full disk, maintenance.</summary>
    internal void Suspend(PauseKind kind, string reason)
    {
        lock (_gate)
        {
            var pause = new QueuePause(kind, reason, time.GetUtcNow());
            if (kind == PauseKind.ByHand)
                store.SavePause(pause); // first: a pause that a restart would not know must not seem to be one
            _pauses[kind] = pause;
            TellQueueChanged();
        }
    }

    /// <summary>
    /// The same because this job found no room. When it leaves the line nobody needs the room any more, and the queue goes on.
    /// </summary>
    internal void SuspendForRoom(Job job, long bytes, string reason)
    {
        lock (_gate)
        {
            _needsRoom = (job.Id, bytes);
            Suspend(PauseKind.DiskFull, reason);
        }
    }

    /// <summary>These jobs do not wait for room any more.</summary>
    internal void NeedsNoRoom(IEnumerable<string> ids)
    {
        lock (_gate)
        {
            if (_needsRoom is { Id: var waiting } && ids.Contains(waiting))
                Lift(PauseKind.DiskFull);
        }
    }

    internal void Lift(PauseKind kind)
    {
        lock (_gate)
        {
            if (kind == PauseKind.DiskFull)
                _needsRoom = null;
            if (!_pauses.ContainsKey(kind))
                return;
            if (kind == PauseKind.ByHand)
                store.SavePause(null);
            _pauses.Remove(kind);
            TellQueueChanged();
        }

        Wake();
    }

    /// <summary>Jobs in any state that the user may see, and how many match in all.</summary>
    public (IReadOnlyList<Job> Jobs, int Total) History(CurrentUser user, JobFilter filter) =>
        (store.History(OwnerFor(user), filter), store.CountHistory(OwnerFor(user), filter));

    /// <summary>The same jobs by name only.</summary>
    public IReadOnlyList<JobKey> Keys(CurrentUser user, JobFilter filter) => store.Keys(OwnerFor(user), filter);

    /// <summary>How many jobs match.</summary>
    public int CountHistory(CurrentUser user, JobFilter filter) => store.CountHistory(OwnerFor(user), filter);

    /// <summary>Forgets ended jobs; pictures stay. Returns how many there were.</summary>
    public int DeleteHistory(CurrentUser user, IReadOnlyCollection<string> ids) => RemoveHistory(user, ids);

    /// <summary>Forgets every ended job that the user may manage.</summary>
    public int ClearHistory(CurrentUser user) => RemoveHistory(user, ids: null);

    private int RemoveHistory(CurrentUser user, IReadOnlyCollection<string>? ids)
    {
        if (!user.MayRun)
            return 0;
        return Stored(() =>
        {
            var removed = store.DeleteHistory(OwnerFor(user), ids);
            if (removed > 0)
                events.Publish(new JobEvent.HistoryChanged(OwnerFor(user)));
            return removed;
        });
    }

    private static void RequireOperator(CurrentUser user)
    {
        if (!user.SeesAll)
            throw new JobRefusedException(JobRefusal.NotAllowed, "Only operators and administrators pause and resume the queue.");
    }
}
