namespace Studio.Web.Backup;

/// <summary>
/// Makes a backup when the newest of the schedule is older than the setting says, also of the time in which the server did not run. Not
/// while this server is a restored one elsewhere: the folder may still be the first one's.
/// </summary>
internal sealed class BackupSchedule(Backups backups, HomeGate home, StudioOptions options, TimeProvider time, ILogger<BackupSchedule> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromHours(1);

    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        HomeFile.Of(options.Paths);
        WorkFolder.CleanUp(options.Paths.Root, options.Paths.Resolve(options.Backup.Folder)!);
        if (home.IsHeld)
            log.LogWarning("{Message}", HomeGate.Message);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Makes one when it is time.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.Backup.EveryHours == 0 || home.IsHeld || now < _notBefore)
            return;
        if (backups.NewestScheduled() is { } newest && newest.Made <= now
            && now - newest.Made < TimeSpan.FromHours(options.Backup.EveryHours))
            return;
        try
        {
            if (!await backups.MakeScheduledAsync(cancellationToken))
                _notBefore = now + AfterFailure;
        }
        catch (BackupException)
        {
            // somebody is making one; the next look comes soon
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await TryLookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server ends
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogError(e, "The folder for backups could not be looked at, or old ones not be deleted");
            _notBefore = time.GetUtcNow() + AfterFailure;
        }
    }
}
