using Studio.Web.Data;
using Studio.Web.Health;

namespace Studio.Web.Jobs;

/// <summary>Lets the queue go on when a full disk has room again, and stops it while the database is not where it was.</summary>
internal sealed class DiskWatch(JobLine queue, DiskRoom room, StudioDb db, StudioOptions options, TimeProvider time,
    ILogger<DiskWatch> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private TimeSpan _wait = Period;
    private DateTimeOffset _lifted = DateTimeOffset.MinValue;
    private bool _isGone;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, folder) in options.Paths.Writable)
            Volumes.CleanUp(folder);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        LookForTheDatabase();
        var now = time.GetUtcNow();
        if (_isGone || queue.Pause is not { Kind: PauseKind.DiskFull } || now < _lifted + _wait)
            return;
        if (room.Look(queue.WantedRoom ?? 0) is not null)
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

    private void LookForTheDatabase()
    {
        var wasGone = _isGone;
        _isGone = !db.IsInPlace();
        if (_isGone == wasGone)
            return;
        var gone = new DatabaseFault(DatabaseProblem.Gone);
        if (_isGone)
        {
            log.LogError("The server stops working on jobs: {Reason}", gone.Reason);
            queue.Suspend(PauseKind.DiskFull, gone.Sentence);
            return;
        }

        log.LogInformation("The database file is back in its place; the queue goes on");
        queue.Lift(PauseKind.DiskFull);
    }
}
