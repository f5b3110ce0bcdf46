using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Updates;

namespace Studio.Web.Components.Pages;

/// <summary>The administrator's switch.</summary>
public sealed partial class MaintenanceCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private MaintenanceState _state = MaintenanceState.Off;
    private string? _reason;
    private string? _refusal;

    [Inject]
    private MaintenanceMode Mode { get; set; } = null!;

    [Inject]
    private CircuitUser User { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override void OnInitialized()
    {
        _state = Mode.State;
        if (RendererInfo.IsInteractive)
            _ = InvokeAsync(() => FollowAsync(_leaving.Token));
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        try
        {
            await foreach (var state in Mode.Watch(leaving))
            {
                _state = state;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // the page was left
        }
    }

    private Task EnterAsync() => SwitchAsync(by => Mode.Enter(by, _reason));

    private Task LeaveAsync() => SwitchAsync(Mode.Leave);

    private async Task SwitchAsync(Func<MaintenanceSwitch, MaintenanceState> change)
    {
        _refusal = null;
        try
        {
            _state = change(MaintenanceSwitch.By(await User.RequireAsync()));
        }
        catch (MaintenanceRefusedException e)
        {
            _refusal = e.Message;
        }
    }
}
