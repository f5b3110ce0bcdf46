using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Components.Controls;
using Studio.Web.Dashboard;
using Studio.Web.Logs;

namespace Studio.Web.Components.Dashboard;

/// <summary>How the server does, drawn anew every two seconds. The service decides who may look, on every look.</summary>
public sealed partial class DashboardPage : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    // sums change when a job ends, and nobody compares them by the second
    private static readonly TimeSpan UseBeat = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _leaving = new();
    private Overview? _now;
    private IReadOnlyList<UserDay> _use = [];
    private IReadOnlyList<LogLine> _lines = [];
    private DateOnly _today;
    private int _days = 30;
    private long? _useReadAt;
    private string _words = "";
    private LogLevel _least = LogLevel.Information;
    private bool _isHeld;
    private string? _freed;
    private string? _refusal;

    [CascadingParameter]
    private CurrentUser? SignedIn { get; set; }

    [Inject]
    private ServerOverview Server { get; set; } = null!;

    [Inject]
    private CircuitUser Circuit { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override void OnInitialized()
    {
        if (SignedIn is not { } user)
            return;
        Look(user);
        if (RendererInfo.IsInteractive)
            _ = InvokeAsync(() => FollowAsync(_leaving.Token));
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        try
        {
            while (_refusal is null)
            {
                await Task.Delay(Beat, Time, leaving);
                await DoAsync(Look);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // the page was left
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private void Look(CurrentUser user)
    {
        _now = Server.Look(user);
        if (!_isHeld)
            _lines = Server.Log(user, _least, _words);
        if (_useReadAt is not { } at || Time.GetElapsedTime(at) >= UseBeat)
            ReadUse(user);
    }

    private void ReadUse(CurrentUser user)
    {
        _today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        _use = Server.Usage(user, _days);
        _useReadAt = Time.GetTimestamp();
    }

    private Task ShowDaysAsync(int days)
    {
        _days = days;
        return DoAsync(ReadUse);
    }

    private Task FilterAsync(string words)
    {
        _words = words;
        return DoAsync(ReadLog);
    }

    private Task FilterAsync(LogLevel least)
    {
        _least = least;
        return DoAsync(ReadLog);
    }

    private void ReadLog(CurrentUser user) => _lines = Server.Log(user, _least, _words);

    private Task FreeAsync() => DoAsync(user =>
    {
        var bytes = Server.FreeMemory(user);
        _freed = bytes > 0
            ? L[$"{Readable.Bytes(bytes)} of weights were given back."]
            : L["What is loaded is in use; it goes when the job ends."];
        _now = Server.Look(user);
    });

    /// <summary>
    /// With the user as they are now: the session may have ended, or the role have been taken, since the page was opened.
    /// </summary>
    private async Task DoAsync(Action<CurrentUser> work)
    {
        try
        {
            work(await Circuit.RequireAsync());
        }
        catch (UnauthorizedAccessException refused)
        {
            (_refusal, _now) = (refused.Message, null);
        }
    }
}
