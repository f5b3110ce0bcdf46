using Studio.Engine.Graph;

namespace Studio.Tests.Support;

/// <summary>Keeps the events of a run.</summary>
internal sealed class Recorder : IProgress<ExecutionEvent>
{
    public List<ExecutionEvent> All { get; } = [];

    public Action<ExecutionEvent>? OnEvent { get; init; }

    public void Report(ExecutionEvent value)
    {
        All.Add(value);
        OnEvent?.Invoke(value);
    }
}
