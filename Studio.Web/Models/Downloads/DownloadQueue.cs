using System.Collections.Concurrent;
using Studio.Web.Auth;

namespace Studio.Web.Models.Downloads;

/// <summary>
/// What is fetched, by whom and in which order: the rules. A row is written before anybody is told yes; progress lives in memory and in the
/// note beside the unfinished file. Whoever asks for what is on its way already gets the same download.
/// </summary>
public sealed class DownloadQueue
{
    private const int Kept = 500;

    private readonly Lock _gate = new();

    // changed under the lock and read without it: a watcher's snapshot is taken under the hub's lock, which is taken under this one
    private readonly ConcurrentDictionary<string, Download> _active = new(StringComparer.Ordinal);
    private readonly Broadcast<DownloadEvent> _hub = new(
        one => one.Download.State == DownloadState.Running && !one.IsRemoved ? one.Download.Id : null, capacity: 1);
    private readonly DownloadStore _store;
    private readonly DownloadRules _rules;
    private readonly TimeProvider _time;

    internal DownloadQueue(DownloadStore store, DownloadRules rules, TimeProvider time) => (_store, _rules, _time) = (store, rules, time);

    /// <summary>Called after each change, outside of any lock.</summary>
    internal Action? Changed { get; set; }

    /// <summary>First everything as it is, then each change until cancelled. Of a running one only the latest progress counts.</summary>
    public IAsyncEnumerable<DownloadEvent> Watch(CancellationToken cancellationToken = default) =>
        _hub.Watch(snapshot: () => List().Select(one => new DownloadEvent(one)), cancellationToken: cancellationToken);

    /// <summary>What is not over in the order of running, then what is, the latest first.</summary>
    public IReadOnlyList<Download> List()
    {
        var active = _active.Values.OrderBy(one => one.State == DownloadState.Failed).ThenByDescending(one => one.Priority)
            .ThenBy(one => one.Sequence).ToList();
        var known = active.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        return [.. active, .. _store.Over(Kept).Where(one => !known.Contains(one.Id))];
    }

    // the row is written before the other is forgotten: it is in one of the two
    public Download? Find(string id) => _active.GetValueOrDefault(id) ?? _store.Find(id);

    /// <summary>A new download, or the one that is on its way to the same file.</summary>
    /// <exception cref="DownloadException">It may not be, or cannot.</exception>
    public (Download Download, bool IsNew) Add(CurrentUser user, DownloadRequest request)
    {
        _rules.RequireFetch(user, request);
        Download download;
        lock (_gate)
        {
            if (Same(request) is { } known)
                return (known, false);
            _rules.RequireFree(request);
            download = new Download
            {
                Id = Guid.NewGuid().ToString("N"),
                Sequence = _store.NextSequence(),
                Owner = user.Id,
                Source = request.Source,
                Kind = request.Kind is { } kind ? ModelFolder.KeyOf(kind) : null,
                Name = request.Name?.Replace('\\', '/'),
                Priority = request.Priority,
                ExpectedHash = request.Hash?.ToLowerInvariant(),
                Staging = _rules.StagingOf(request.Kind),
                Created = _time.GetUtcNow(),
            };
            Set(download);
        }

        _rules.Record(user, "model.download", download);
        Changed?.Invoke();
        return (download, true);
    }

    /// <summary>Stops one; what is there stays.</summary>
    /// <exception cref="DownloadException">Not allowed, not there, or over.</exception>
    public Download Pause(CurrentUser user, string id) => Change(user, id, one => one.State is DownloadState.Queued or DownloadState.Running
        ? one with { State = DownloadState.Paused, RetryAt = null, Speed = 0, IsChecking = false }
        : throw Conflict(one, "be paused"));

    /// <summary>Goes on with one that was paused, has failed or waits.</summary>
    /// <param name="kind">Where it belongs, when nobody could tell; null leaves that.</param>
    /// <exception cref="DownloadException">Not allowed, not there, over, or no such kind.</exception>
    public Download Resume(CurrentUser user, string id, string? kind = null)
    {
        if (kind is not null)
            _rules.RequireKind(kind, null);
        return Change(user, id, one => one.State is DownloadState.Paused or DownloadState.Failed or DownloadState.Queued
            ? one with
            {
                State = DownloadState.Queued,
                RetryAt = null,
                Attempts = 0,
                Problem = null,
                Kind = kind is null ? one.Kind : ModelFolder.KeyOf(kind),
            }
            : one.State == DownloadState.Running ? one : throw Conflict(one, "go on"));
    }

    /// <summary>Gives one up; what was there of it goes.</summary>
    /// <exception cref="DownloadException">Not allowed, not there, or over.</exception>
    public Download Cancel(CurrentUser user, string id)
    {
        var download = Change(user, id, one => one.IsOver ? throw Conflict(one, "be cancelled") : one with
        {
            State = DownloadState.Cancelled,
            RetryAt = null,
            Speed = 0,
            IsChecking = false,
            Problem = null,
            Ended = _time.GetUtcNow(),
        });
        PartFile.Delete(download.Part); // one that runs takes away what it still writes
        _rules.Record(user, "model.download.cancelled", download);
        return download;
    }

    /// <param name="priority">Higher goes first; -1000 to 1000.</param>
    /// <exception cref="DownloadException">Not allowed, not there, over, or no such number.</exception>
    public Download SetPriority(CurrentUser user, string id, int priority) => priority is < -1000 or > 1000
        ? throw new DownloadException(DownloadRefusal.BadRequest, "priority is a number from -1000 to 1000.")
        : Change(user, id, one => one.IsOver ? throw Conflict(one, "be moved") : one with { Priority = priority });

    /// <summary>Takes one that is over off the list; its file stays.</summary>
    /// <exception cref="DownloadException">Not allowed, not there, or not over.</exception>
    public void Remove(CurrentUser user, string id)
    {
        lock (_gate)
        {
            var download = Find(id) ?? throw Missing();
            DownloadRules.RequireChange(user, download);
            if (!download.IsOver)
                throw Conflict(download, "leave the list: cancel it first");
            _store.Remove(id);
            _hub.Publish(new DownloadEvent(download, IsRemoved: true));
        }
    }

    /// <summary>What a server that stopped left: what ran waits for its turn again.</summary>
    internal void Recover()
    {
        lock (_gate)
        {
            foreach (var one in _store.Active())
            {
                var bytes = PartFile.LengthOf(one.Part, one.Source.Text);
                _active[one.Id] = one with { State = one.State == DownloadState.Running ? DownloadState.Queued : one.State, Bytes = bytes };
            }

            foreach (var one in _store.Over(Kept).Where(one => one.State == DownloadState.Cancelled && _active.Values.All(
                other => other.Part != one.Part)))
                PartFile.Delete(one.Part);
        }
    }

    /// <summary>What waits and may begin now, in order; and when the next of those that wait for a time may.</summary>
    internal (IReadOnlyList<Download> Ready, DateTimeOffset? Next) Waiting()
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            var queued = _active.Values.Where(one => one.State == DownloadState.Queued).OrderByDescending(one => one.Priority)
                .ThenBy(one => one.Sequence).ToList();
            var later = queued.Where(one => one.RetryAt > now).Select(one => one.RetryAt).Min();
            return ([.. queued.Where(one => one.RetryAt is null || one.RetryAt <= now)], later);
        }
    }

    /// <summary>Changes one as the work goes on; null when it is not in that state any more.</summary>
    /// <param name="isKept">Whether the row is written; progress is not.</param>
    internal Download? Work(string id, DownloadState from, Func<Download, Download> change, bool isKept = true)
    {
        Download changed;
        lock (_gate)
        {
            if (!_active.TryGetValue(id, out var known) || known.State != from)
                return null;
            changed = change(known);
            if (isKept)
                Set(changed);
            else
                Tell(changed);
        }

        if (isKept)
            Changed?.Invoke();
        return changed;
    }

    private Download Change(CurrentUser user, string id, Func<Download, Download> change)
    {
        Download changed;
        lock (_gate)
        {
            var known = Find(id) ?? throw Missing();
            DownloadRules.RequireChange(user, known);
            changed = change(known);
            Set(changed);
        }

        Changed?.Invoke();
        return changed;
    }

    private void Set(Download download)
    {
        _store.Save(download);
        Tell(download);
        if (download.IsOver)
            _store.Trim(Kept);
    }

    private void Tell(Download download)
    {
        if (download.IsOver)
            _active.TryRemove(download.Id, out _);
        else
            _active[download.Id] = download;
        _hub.Publish(new DownloadEvent(download));
    }

    private Download? Same(DownloadRequest request) => _active.Values.FirstOrDefault(one => one.Source == request.Source
        && (request.Kind is null || one.Kind is null || ModelFolder.KeyOf(request.Kind) == one.Kind)
        && (request.Name is null || one.Name is null || request.Name.Replace('\\', '/') == one.Name));

    private static DownloadException Missing() => new(DownloadRefusal.NotFound, "There is no such download.");

    private static DownloadException Conflict(Download download, string what) => new(DownloadRefusal.Conflict,
        $"{download.Title} is {download.State.ToString().ToLowerInvariant()} and cannot {what}.");
}
