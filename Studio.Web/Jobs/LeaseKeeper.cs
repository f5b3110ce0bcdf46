using System.Data.Common;

namespace Studio.Web.Jobs;

/// <summary>Renews the leases of what runs here, and takes back those that nobody renewed.</summary>
internal sealed class LeaseKeeper(Leases leases, TimeProvider time, ILogger<LeaseKeeper> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Leases.Length / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    private void Look()
    {
        try
        {
            leases.Renew();
            leases.Reclaim();
        }
        catch (DbException e)
        {
            log.LogWarning(e, "Leases could not be renewed; trying again soon");
        }
    }
}
