using Studio.Web.Models.Downloads;

namespace Studio.Web.Jobs.Held;

/// <summary>Looks after prompts that wait: when a download has ended, and now and then, since files also come by hand.</summary>
internal sealed class HeldPromptsWorker(HeldPrompts held, DownloadQueue downloads, TimeProvider time, ILogger<HeldPromptsWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var minutes = EachMinuteAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await foreach (var happened in downloads.Watch(stoppingToken))
                {
                    if (happened.Download.State == DownloadState.Done)
                        await ReleaseAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await minutes;
        }
    }

    private async Task EachMinuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await ReleaseAsync();
            await Task.Delay(Between, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await held.ReleaseAsync();
        }
        catch (Exception e)
        {
            // an exception that leaves this class would stop the whole server
            log.LogError(e, "Prompts that wait for models could not be looked after");
        }
    }
}
