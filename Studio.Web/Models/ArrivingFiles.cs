namespace Studio.Web.Models;

/// <summary>
/// Model files that are on their way in. A program that sends one asks for the lists as soon as its last byte has left, which is before the
/// file has its name: whoever lists models waits a moment for them.
/// </summary>
public sealed class ArrivingFiles(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<TaskCompletionSource> _arriving = [];

    /// <summary>One more, until disposed.</summary>
    public IDisposable Begin()
    {
        var arriving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _arriving.Add(arriving);
        return new Arrival(this, arriving);
    }

    /// <summary>Returns when those that are coming now are there, or after a few seconds.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        Task[] coming;
        lock (_gate)
            coming = [.. _arriving.Select(arriving => arriving.Task)];
        if (coming.Length == 0)
            return;
        try
        {
            await Task.WhenAll(coming).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // a large one: the list is what it is by then
        }
    }

    private sealed class Arrival(ArrivingFiles all, TaskCompletionSource arriving) : IDisposable
    {
        public void Dispose()
        {
            lock (all._gate)
                all._arriving.Remove(arriving);
            arriving.TrySetResult();
        }
    }
}
