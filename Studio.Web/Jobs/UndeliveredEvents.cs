using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>
/// What clients have not been told yet of the jobs they sent: outputs and ends, for a client that was away while its job ran. In memory,
/// bounded by number, bytes and age; the oldest goes first. History keeps everything, so that nothing is lost with it but the message.
/// </summary>
internal sealed class UndeliveredEvents(TimeProvider time)
{
    /// <summary>Messages kept for one client.</summary>
    public const int MaxEvents = 1000;

    /// <summary>Bytes kept for one client.</summary>
    public const long MaxBytes = 4 << 20;

    /// <summary>Bytes kept for all clients.</summary>
    public const long MaxBytesOfAll = 32 << 20;

    /// <summary>How long a client may be away.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private const int EventBytes = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string ClientId), Box> _boxes = [];
    private long _bytes;
    private long _lastSweep = time.GetTimestamp();

    /// <summary>Keeps an output or an end until its client has been told; a job without a client has nobody to tell.</summary>
    public void Add(JobEvent happened)
    {
        if (happened is not (JobEvent.OfJob { Job: { ClientId: { } client } job } told and (
            JobEvent.Progressed { Happened: ExecutionEvent.Executed } or JobEvent.Ended or JobEvent.Released { Job.IsOver: true })))
            return;
        var entry = new Entry(told, Weigh(told), time.GetTimestamp());
        lock (_gate)
        {
            Sweep();
            var key = (job.Owner, client);
            if (!_boxes.TryGetValue(key, out var box))
                _boxes[key] = box = new();
            box.Nodes[told] = box.Entries.AddLast(entry);
            box.Bytes += entry.Bytes;
            _bytes += entry.Bytes;
            while (box.Entries.Count > MaxEvents || box.Bytes > MaxBytes)
                Forget(key, box, box.Entries.First!);
            while (_bytes > MaxBytesOfAll)
            {
                var (oldest, its) = _boxes.MinBy(pair => pair.Value.Entries.First!.Value.At);
                Forget(oldest, its, its.Entries.First!);
            }
        }
    }

    /// <summary>In the order in which they happened.</summary>
    public IReadOnlyList<JobEvent.OfJob> Of(string owner, string clientId)
    {
        lock (_gate)
            return _boxes.TryGetValue((owner, clientId), out var box)
                ? [.. box.Entries.Where(IsYoung).Select(entry => entry.Happened)]
                : [];
    }

    public void Remove(JobEvent.OfJob happened)
    {
        if (happened.Job.ClientId is not { } client)
            return;
        lock (_gate)
        {
            var key = (happened.Job.Owner, client);
            if (_boxes.TryGetValue(key, out var box) && box.Nodes.TryGetValue(happened, out var node))
                Forget(key, box, node);
        }
    }

    private void Sweep()
    {
        if (time.GetElapsedTime(_lastSweep) < MaxAge / 10)
            return;
        _lastSweep = time.GetTimestamp();
        foreach (var (key, box) in _boxes.ToArray())
        {
            while (box.Entries.First is { } first && !IsYoung(first.Value))
                Forget(key, box, first);
        }
    }

    private void Forget((string Owner, string ClientId) key, Box box, LinkedListNode<Entry> node)
    {
        box.Entries.Remove(node);
        box.Nodes.Remove(node.Value.Happened);
        box.Bytes -= node.Value.Bytes;
        _bytes -= node.Value.Bytes;
        if (box.Entries.Count == 0)
            _boxes.Remove(key);
    }

    private bool IsYoung(Entry entry) => time.GetElapsedTime(entry.At) <= MaxAge;

    private static long Weigh(JobEvent.OfJob happened) => EventBytes + (happened switch
    {
        JobEvent.Progressed { Happened: ExecutionEvent.Executed shown } => shown.Ui.ToJsonString().Length,
        { Job.Result.Failure: { } failure } =>
            failure.Message.Length + failure.CurrentInputs.Length + failure.Traceback.Sum(line => line.Length),
        _ => 0,
    });

    private sealed record Entry(JobEvent.OfJob Happened, long Bytes, long At);

    private sealed class Box
    {
        public LinkedList<Entry> Entries { get; } = [];

        public Dictionary<JobEvent.OfJob, LinkedListNode<Entry>> Nodes { get; } = new(ReferenceEqualityComparer.Instance);

        public long Bytes { get; set; }
    }
}
