using System.Collections.Concurrent;
using System.Data.Common;

namespace Studio.Web.Models.Downloads;

/// <summary>Runs what waits: so many at once, so many of a host, the most important first.</summary>
internal sealed class DownloadWorker(DownloadQueue queue, DownloadRun run, HomeGate home, StudioOptions options, TimeProvider time,
    ILogger<DownloadWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Running> _running = new();
    private readonly SemaphoreSlim _signal = new(0);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        queue.Recover();
        queue.Changed = Wake;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Changed = null;
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values.Select(one => one.Task)).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                StopWhatShouldNotRun();
                var (ready, next) = queue.Waiting();
                if (home.IsHeld)
                    (ready, next) = ([], Hold(ready));
                foreach (var download in ready.Where(IsFree))
                    Start(download, stoppingToken);
                await SleepAsync(next, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // an exception that leaves this method would stop the whole server
                log.LogError(e, "Downloads could not be looked after; trying again");
                await Task.Delay(Patience, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>A restored server elsewhere fetches nothing that another may be fetching; whoever looks is told why.</summary>
    /// <returns>When to look again: somebody at the command line may say that this is the new home.</returns>
    private DateTimeOffset Hold(IReadOnlyList<Download> waiting)
    {
        foreach (var download in waiting.Where(one => one.Problem != HomeGate.Message))
            queue.Work(download.Id, DownloadState.Queued, one => one with { Problem = HomeGate.Message }, isKept: false);
        return time.GetUtcNow() + Patience;
    }

    private bool IsFree(Download download) => _running.Count < options.Downloads.Parallel
        && _running.Values.All(one => one.Download.Part != download.Part)
        && _running.Values.Count(one => one.Host == HostOf(download)) < options.Downloads.PerHost;

    private void Start(Download waiting, CancellationToken stopping)
    {
        if (queue.Work(waiting.Id, DownloadState.Queued, one => one with { State = DownloadState.Running, RetryAt = null, Problem = null })
            is not { } download)
            return;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = new Running(download, HostOf(download), stop);
        _running[download.Id] = running;
        running.Task = Task.Run(() => RunAsync(running), CancellationToken.None);
    }

    private async Task RunAsync(Running running)
    {
        try
        {
            await run.RunAsync(running.Download, running.Stop.Token);
        }
        catch (DbException e)
        {
            log.LogError(e, "The state of {Download} could not be written", running.Download.Source.Shown);
            queue.Work(running.Download.Id, DownloadState.Running,
                one => one with { State = DownloadState.Queued, RetryAt = time.GetUtcNow() + Patience }, isKept: false);
        }
        catch (Exception e)
        {
            log.LogError(e, "{Download} failed", running.Download.Source.Shown);
            queue.Work(running.Download.Id, DownloadState.Running, one => one with
            {
                State = DownloadState.Failed,
                Problem = "The server made a mistake, which its log tells of. Resume it to try again.",
                Speed = 0,
                IsChecking = false,
            });
        }
        finally
        {
            _running.TryRemove(running.Download.Id, out _);
            running.Stop.Dispose();
            Wake();
        }
    }

    private void StopWhatShouldNotRun()
    {
        foreach (var running in _running.Values)
        {
            if (queue.Find(running.Download.Id) is not { State: DownloadState.Running })
                running.TryStop();
        }
    }

    private async Task SleepAsync(DateTimeOffset? next, CancellationToken stopping)
    {
        var sleep = next is { } at ? at - time.GetUtcNow() : LongestSleep;
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var signal = _signal.WaitAsync(wake.Token);
        await Task.WhenAny(signal, Task.Delay(sleep < TimeSpan.Zero ? TimeSpan.Zero : sleep < LongestSleep ? sleep
            : LongestSleep, time, wake.Token));
        await wake.CancelAsync();
        await signal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_signal.Wait(0, CancellationToken.None))
        {
            // one look is enough for all that happened meanwhile
        }

        stopping.ThrowIfCancellationRequested();
    }

    private void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // the server has ended
        }
    }

    private static string HostOf(Download download) => download.Source switch
    {
        DownloadSource.Address address => address.Uri.Host,
        DownloadSource.HuggingFace => "huggingface",
        _ => "civitai",
    };

    private sealed class Running(Download download, string host, CancellationTokenSource stop)
    {
        public Download Download { get; } = download;

        public string Host { get; } = host;

        public CancellationTokenSource Stop { get; } = stop;

        public Task Task { get; set; } = Task.CompletedTask;

        public void TryStop()
        {
            try
            {
                Stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // it has just ended
            }
        }
    }
}
