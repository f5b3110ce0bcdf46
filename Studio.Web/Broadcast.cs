using System.Runtime.CompilerServices;

namespace Studio.Web;

/// <summary>
/// One publisher's events to any number of readers, in one order for all. A reader that is too slow loses the oldest events that later
/// ones of their kind make worthless (progress, previews, the length of the line) and never one that must arrive (finished, failed); one
/// that has stopped reading altogether is cut off: its watch ends after what it already has.
/// </summary>
/// <param name="kind">What kind of event a later one of the same kind makes worthless; null for events that must arrive.</param>
/// <param name="capacity">Unread events of one kind that one reader may have.</param>
/// <param name="weigh">Bytes an unread event holds; null counts none.</param>
/// <param name="maxBytes">Bytes of unread events one reader may have: first those of a kind go, then the reader.</param>
public sealed class Broadcast<T>(Func<T, string?> kind, int capacity = 128, Func<T, long>? weigh = null, long maxBytes = long.MaxValue)
{
    /// <summary>Unread events altogether; a reader this far behind is not coming back.</summary>
    private const int Backlog = 50_000;

    private readonly Lock _gate = new();
    private readonly HashSet<Reader> _readers = [];

    public int Readers
    {
        get
        {
            lock (_gate)
                return _readers.Count;
        }
    }

    public void Publish(T item)
    {
        lock (_gate)
            Deliver(item);
    }

    /// <summary>
    /// Changes state and tells of it as one step: no reader's snapshot can fall between the two. <paramref name="change"/> runs under the
    /// lock: keep it short, and do not call back into this hub.
    /// </summary>
    public void Publish(Func<T> change)
    {
        lock (_gate)
            Deliver(change());
    }

    /// <summary>
    /// Registers, gives the snapshot, then every later event once, until cancelled. Enumerate it to start; leaving the loop unregisters.
    /// </summary>
    /// <param name="wants">Only these events; runs under the lock.</param>
    /// <param name="snapshot">What has been so far, given first; runs under the lock, so that nothing is missed or told twice.</param>
    public async IAsyncEnumerable<T> Watch(
        Func<T, bool>? wants = null,
        Func<IEnumerable<T>>? snapshot = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = new Reader(wants);
        lock (_gate)
        {
            foreach (var item in snapshot?.Invoke() ?? [])
                reader.Append(new(item, null, weigh?.Invoke(item) ?? 0));
            _readers.Add(reader);
        }

        try
        {
            while (await NextAsync(reader, cancellationToken) is { } next)
                yield return next.Item;
        }
        finally
        {
            lock (_gate)
                _readers.Remove(reader);
        }
    }

    private async Task<Entry?> NextAsync(Reader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (reader.Take() is { } next)
                    return next;
                if (reader.CutOff)
                    return null;
                arrival = reader.Arrival.Task;
            }

            await arrival.WaitAsync(cancellationToken);
        }
    }

    private void Deliver(T item)
    {
        var entry = new Entry(item, kind(item), weigh?.Invoke(item) ?? 0);
        foreach (var reader in _readers.Where(r => r.Wants?.Invoke(item) ?? true).ToArray())
        {
            if (!reader.Add(entry, capacity, Backlog, maxBytes))
                _readers.Remove(reader);
        }
    }

    private sealed record Entry(T Item, string? Kind, long Bytes);

    private sealed class Reader(Func<T, bool>? wants)
    {
        private readonly LinkedList<Entry> _items = [];
        private readonly Dictionary<string, Queue<LinkedListNode<Entry>>> _ofKind = [];
        private long _bytes;

        public Func<T, bool>? Wants { get; } = wants;

        public TaskCompletionSource Arrival { get; private set; } = NewArrival();

        public bool CutOff { get; private set; }

        public void Append(Entry entry)
        {
            var node = _items.AddLast(entry);
            if (entry.Kind is { } kind)
            {
                if (!_ofKind.TryGetValue(kind, out var alike))
                    _ofKind[kind] = alike = new();
                alike.Enqueue(node);
            }

            _bytes += entry.Bytes;
        }

        public bool Add(Entry entry, int capacity, int backlog, long maxBytes)
        {
            Append(entry);
            if (entry.Kind is { } kind && _ofKind[kind] is { } alike && alike.Count > capacity)
                Forget(alike.Dequeue());
            foreach (var oldest in _ofKind.Values)
                while (_bytes > maxBytes && oldest.Count > 0)
                    Forget(oldest.Dequeue());
            CutOff = _items.Count > backlog || _bytes > maxBytes;
            Arrival.TrySetResult();
            return !CutOff;
        }

        /// <summary>The oldest; null when there is none, and then <see cref="Arrival"/> tells of the next.</summary>
        public Entry? Take()
        {
            if (_items.First is not { } first)
            {
                if (Arrival.Task.IsCompleted)
                    Arrival = NewArrival();
                return null;
            }

            if (first.Value.Kind is { } kind)
                _ofKind[kind].Dequeue(); // it is the oldest of those, too
            Forget(first);
            return first.Value;
        }

        private void Forget(LinkedListNode<Entry> node)
        {
            _items.Remove(node);
            _bytes -= node.Value.Bytes;
        }

        // continuations must not run under the hub's lock
        private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
