using Studio.Web.Jobs;

namespace Studio.Web.Components.Workflows;

/// <summary>What jobs do, on the graph that they run.</summary>
public sealed partial class GraphEditorPage
{
    protected override void OnInitialized()
    {
        // following begins with what runs already, and tells the graph that is open
        OnParametersSet();
        base.OnInitialized();
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        foreach (var happened in events)
            _run.Apply(happened);
        if (_canvas is { } canvas)
            _ = InvokeAsync(() => _run.ShowAsync(canvas));
        return true;
    }
}
