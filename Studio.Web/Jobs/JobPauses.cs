namespace Studio.Web.Jobs;

/// <summary>Why nothing is started, and what room a job waits for. Used under the lock of the line.</summary>
internal sealed class JobPauses(JobStore store, TimeProvider time)
{
    private readonly SortedDictionary<PauseKind, QueuePause> _pauses = [];

    /// <summary>The job that the queue is paused for, and how many bytes it wants.</summary>
    public (string Id, long Bytes)? NeedsRoom { get; set; }

    /// <summary>The most important one; null when the queue runs.</summary>
    public QueuePause? Now => _pauses.Count == 0 ? null : _pauses.Values.Last();

    /// <summary>A pause by hand holds over a restart.</summary>
    public void Load()
    {
        if (store.LoadPause() is { } pause)
            _pauses[pause.Kind] = pause;
    }

    public void Add(PauseKind kind, string reason)
    {
        var pause = new QueuePause(kind, reason, time.GetUtcNow());
        if (kind == PauseKind.ByHand)
            store.SavePause(pause); // first: a pause that a restart would not know must not seem to be one
        _pauses[kind] = pause;
    }

    /// <summary>False when there was none of the kind.</summary>
    public bool Remove(PauseKind kind)
    {
        if (kind == PauseKind.DiskFull)
            NeedsRoom = null;
        if (!_pauses.ContainsKey(kind))
            return false;
        if (kind == PauseKind.ByHand)
            store.SavePause(null);
        return _pauses.Remove(kind);
    }
}
