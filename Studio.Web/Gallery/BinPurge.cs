using System.Data.Common;

namespace Studio.Web.Gallery;

/// <summary>At the start and once a day: deletes what has lain in a bin for <see cref="PictureShelf.Retention"/>.</summary>
internal sealed class BinPurge(PictureShelf shelf, TimeProvider time, ILogger<BinPurge> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (shelf.Purge() is > 0 and var gone)
                    log.LogInformation("{Count} pictures were deleted that had lain in the bin for {Days} days", gone, PictureShelf.Retention.Days);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DbException)
            {
                log.LogWarning(e, "The bin could not be emptied; trying again tomorrow");
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
