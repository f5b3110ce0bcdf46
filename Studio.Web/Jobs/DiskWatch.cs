namespace Studio.Web.Jobs;

/// <summary>Lets the queue go on when a full disk has room again.</summary>
internal sealed class DiskWatch(JobQueue queue, StudioOptions options, TimeProvider time, ILogger<DiskWatch> log) : BackgroundService
{
    /// <summary>Bytes that must be writable beside the output and the database before it is worth trying again.</summary>
    private const int Room = 64 << 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private TimeSpan _wait = Period;
    private DateTimeOffset _lifted = DateTimeOffset.MinValue;

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        var now = time.GetUtcNow();
        if (queue.Pause is not { Kind: PauseKind.DiskFull } || now < _lifted + _wait)
            return;
        if (!HasRoom(options.Paths.Output) || !HasRoom(options.Paths.Root))
            return;
        // full again right after going on: what fails is not what was looked at, so look less often
        _wait = now < _lifted + (4 * _wait) ? TimeSpan.FromTicks(Math.Min(2 * _wait.Ticks, LongestWait.Ticks)) : Period;
        _lifted = now;
        log.LogInformation("The disk has room again; the queue goes on");
        queue.Lift(PauseKind.DiskFull);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops; where it never started, the host would call this a failure
        }
    }

    /// <summary>Writes and deletes a file: the free space a system reports says nothing of quotas.</summary>
    private static bool HasRoom(string folder)
    {
        var probe = Path.Join(folder, $".room-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            var block = new byte[1 << 20];
            for (var written = 0; written < Room; written += block.Length)
                file.Write(block);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
