using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Backup;

namespace Studio.Web.Components.Backups;

/// <summary>Archives of the server for administrators: made, fetched, deleted. The service decides who may, on every look.</summary>
public sealed partial class BackupsPage : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private BackupsNow? _now;
    private string? _refusal;
    private string? _problem;
    private string? _asked;
    private bool _asksHome;
    private bool _pictures;
    private bool _modelsList = true;

    [CascadingParameter]
    private CurrentUser? SignedIn { get; set; }

    [Inject]
    private Web.Backup.Backups Service { get; set; } = null!;

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
        _now = Service.Look(Actor.By(user));
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
                await DoAsync(_ => { });
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

    private Task BeginAsync() => ChangeAsync(by => _ = Service.Begin(by, _pictures, _modelsList));

    private Task DeleteAsync(string name) => ChangeAsync(by => Service.Delete(by, name));

    private Task ConfirmHomeAsync() => ChangeAsync(Service.ConfirmHome);

    private Task ChangeAsync(Action<Actor> work)
    {
        _problem = null;
        return DoAsync(work);
    }

    /// <summary>With the user as they are now, and then looks again.</summary>
    private async Task DoAsync(Action<Actor> work)
    {
        try
        {
            var by = Actor.By(await Circuit.RequireAsync());
            work(by);
            _now = Service.Look(by);
        }
        catch (BackupException e)
        {
            _problem = e.Message;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or AccountException)
        {
            (_refusal, _now) = (e.Message, null);
        }
    }

    // without a value the bar only says that something goes on
    private static string? ShareOf(BackupProgress running) =>
        running.Total == 0 ? null : ((double)running.Bytes / running.Total)
            .ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    private static string AddressOf(BackupFile file) => $"/api/admin/backups/{Uri.EscapeDataString(file.Name)}";

    private string Warning(BackupsNow now) => (now.HoldsSecrets, now.IsEncrypted) switch
    {
        (true, false) => L["It holds keys and password hashes in the clear: Backup:PassphraseFile encrypts it."],
        (true, true) => L["It is encrypted with the passphrase of Backup:PassphraseFile."],
        _ => L["It holds no keys and passwords."],
    };
}
