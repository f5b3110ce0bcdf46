namespace Studio.Engine.Graph;

/// <summary>Lets through one event at a time, whichever thread it comes from, and none after the last.</summary>
internal sealed class OrderedEvents(IProgress<ExecutionEvent> target) : IProgress<ExecutionEvent>
{
    private readonly Lock _lock = new();
    private bool _isClosed;

    public void Report(ExecutionEvent value)
    {
        lock (_lock)
        {
            if (!_isClosed)
                target.Report(value);
        }
    }

    /// <summary>Sends the event that ends a run. What nodes still report later is dropped.</summary>
    public void Close(ExecutionEvent last)
    {
        lock (_lock)
        {
            target.Report(last);
            _isClosed = true;
        }
    }
}
