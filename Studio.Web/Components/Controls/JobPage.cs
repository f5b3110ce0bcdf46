using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Controls;

/// <summary>
/// A page that follows its user's jobs. What happened since the last time is handed over at most ten times a second, with one render after
/// it: a fast sampler must not flood a slow line.
/// </summary>
public abstract class JobPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _leaving = new();

    protected JobPage() => Leaving = _leaving.Token;

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private protected JobEvents Events { get; set; } = null!;

    [Inject]
    private protected TimeProvider Time { get; set; } = null!;

    /// <summary>Every page needs a signed-in user; the router sees to it.</summary>
    protected CurrentUser User => SignedIn ?? throw new InvalidOperationException("This page was opened without a user.");

    /// <summary>Cancelled when the page is left.</summary>
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

    /// <summary>What happened, in order, on the page's own thread. Of several steps of a job only the last is told.</summary>
    /// <returns>Whether the page looks different now.</returns>
    protected abstract bool Happened(IReadOnlyList<JobEvent> events);

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
            // a watch ends by itself only when this page was far too slow; the next one begins with a snapshot
            while (!leaving.IsCancellationRequested)
            {
                await using var watch = Events.Watch(User, leaving).GetAsyncEnumerator(leaving);
                var next = watch.MoveNextAsync().AsTask();
                while (await next)
                {
                    var batch = new List<JobEvent>();
                    do
                        Add(batch, watch.Current);
                    while ((next = watch.MoveNextAsync().AsTask()).IsCompletedSuccessfully && await next);
                    if (Happened(batch))
                        StateHasChanged();
                    await Task.Delay(Beat, Time, leaving);
                }
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

    private static void Add(List<JobEvent> batch, JobEvent happened)
    {
        if (happened is JobEvent.Progressed && batch is [.., JobEvent.Progressed])
            batch[^1] = happened;
        else
            batch.Add(happened);
    }
}
