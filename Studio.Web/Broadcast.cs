using System.Runtime.CompilerServices;

namespace Studio.Web;

/// <summary>
/// One publisher's events to any number of readers, in one order for all. A reader that is too slow loses the oldest events that may be
/// lost (progress, previews) and never one that must arrive (finished, failed); one that has stopped reading altogether is cut off.
/// </summary>
/// <param name="mayDrop">True for events that a later one makes worthless.</param>
/// <param name="capacity">Unread droppable events one reader may have.</param>
public sealed class Broadcast<T>(Func<T, bool> mayDrop, int capacity = 128)
{
    /// <summary>Unread events that must arrive; a reader this far behind is not coming back.</summary>
    private const int Backlog = 10_000;

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

    /// <summary>Registers, gives the snapshot, then every later event once, until cancelled. Enumerate it to start; leaving the loop unregisters.</summary>
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
                reader.Items.AddLast((item, false));
            _readers.Add(reader);
        }

        try
        {
            while (await NextBatchAsync(reader, cancellationToken) is { } batch)
            {
                foreach (var (item, _) in batch)
                    yield return item;
            }
        }
        finally
        {
            lock (_gate)
                _readers.Remove(reader);
        }
    }

    private async Task<LinkedList<(T Item, bool Droppable)>?> NextBatchAsync(Reader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (reader.Items.Count > 0)
                    return reader.TakeAll();
                if (reader.CutOff)
                    return null;
                arrival = reader.Arrival.Task;
            }

            await arrival.WaitAsync(cancellationToken);
        }
    }

    private void Deliver(T item)
    {
        var droppable = mayDrop(item);
        foreach (var reader in _readers.Where(r => r.Wants?.Invoke(item) ?? true).ToArray())
        {
            if (!reader.Add(item, droppable, capacity, Backlog))
                _readers.Remove(reader);
        }
    }

    private sealed class Reader(Func<T, bool>? wants)
    {
        private int _droppable;

        public Func<T, bool>? Wants { get; } = wants;

        public LinkedList<(T Item, bool Droppable)> Items { get; private set; } = [];

        public TaskCompletionSource Arrival { get; private set; } = NewArrival();

        public bool CutOff { get; private set; }

        public bool Add(T item, bool droppable, int capacity, int backlog)
        {
            Items.AddLast((item, droppable));
            if (droppable && ++_droppable > capacity)
                DropOldest();
            CutOff = Items.Count > backlog + capacity;
            Arrival.TrySetResult();
            return !CutOff;
        }

        public LinkedList<(T Item, bool Droppable)> TakeAll()
        {
            var all = Items;
            Items = [];
            _droppable = 0;
            Arrival = NewArrival();
            return all;
        }

        private void DropOldest()
        {
            for (var node = Items.First; node is not null; node = node.Next)
            {
                if (!node.Value.Droppable)
                    continue;
                Items.Remove(node);
                _droppable--;
                return;
            }
        }

        // continuations must not run under the hub's lock
        private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
