using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Updates;

namespace Studio.Web.Components.Layout;

/// <summary>
/// Tells an open page of maintenance, keeps hands off it meanwhile, and loads it anew when it is over: the server may be another by then.
/// </summary>
public sealed partial class MaintenanceNotice : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private MaintenanceState _state = MaintenanceState.Off;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private MaintenanceMode Mode { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool IsBlocking => _state.On && User?.IsAdmin != true;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override void OnInitialized()
    {
        _state = Mode.State;
        // a page rendered in advance has nobody to tell
        if (RendererInfo.IsInteractive)
            _ = InvokeAsync(() => FollowAsync(_leaving.Token));
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        try
        {
            await foreach (var state in Mode.Watch(leaving))
            {
                var wasOn = _state.On;
                _state = state;
                StateHasChanged();
                if (wasOn && !state.On)
                    Navigation.Refresh(forceReload: true);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // the page was left
        }
    }
}
