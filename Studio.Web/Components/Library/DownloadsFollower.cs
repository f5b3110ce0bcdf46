using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Components.Library;

/// <summary>A component that follows downloads: what happened since the last time is handed over at most five times a second.</summary>
public abstract class DownloadsFollower : ComponentBase, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _leaving = new();

    protected DownloadsFollower() => Leaving = _leaving.Token;

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private protected DownloadQueue Downloads { get; set; } = null!;

    [Inject]
    private protected TimeProvider Time { get; set; } = null!;

    protected CurrentUser User => SignedIn ?? throw new InvalidOperationException("This was opened without a user.");

    protected CancellationToken Leaving { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized()
    {
        // a page rendered in advance has nobody to tell
        if (RendererInfo.IsInteractive)
            _ = InvokeAsync(FollowAsync);
    }

    /// <summary>What changed, on the component's own thread.</summary>
    /// <returns>Whether it looks different now.</returns>
    protected abstract bool Happened(IReadOnlyList<DownloadEvent> events);

    protected virtual void Dispose(bool disposing)
    {
        if (Leaving.IsCancellationRequested)
            return;
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private async Task FollowAsync()
    {
        var leaving = Leaving;
        try
        {
            while (!leaving.IsCancellationRequested)
            {
                await using var watch = Downloads.Watch(leaving).GetAsyncEnumerator(leaving);
                var next = watch.MoveNextAsync().AsTask();
                while (await next)
                {
                    var batch = new List<DownloadEvent>();
                    do
                        batch.Add(watch.Current);
                    while ((next = watch.MoveNextAsync().AsTask()).IsCompletedSuccessfully && await next);
                    if (Happened(batch))
                        StateHasChanged();
                    await Task.Delay(Beat, Time, leaving);
                }
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // it was left
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
