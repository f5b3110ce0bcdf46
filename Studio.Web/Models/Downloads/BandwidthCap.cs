namespace Studio.Web.Models.Downloads;

/// <summary>How many bytes a second all downloads may take together.</summary>
internal sealed class BandwidthCap(StudioOptions options, TimeProvider time)
{
    private readonly double _perSecond = options.Downloads.MegabytesPerSecond * 1e6;
    private readonly Lock _gate = new();
    private TimeSpan _ahead;
    private long _since = time.GetTimestamp();

    /// <summary>Waits until these bytes are within the cap.</summary>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        if (_perSecond <= 0)
            return ValueTask.CompletedTask;
        TimeSpan wait;
        lock (_gate)
        {
            var passed = time.GetElapsedTime(_since);
            _since = time.GetTimestamp();
            _ahead = _ahead > passed ? _ahead - passed : TimeSpan.Zero;
            wait = _ahead;
            _ahead += TimeSpan.FromSeconds(bytes / _perSecond);
        }

        return wait > TimeSpan.Zero ? new(Task.Delay(wait, time, cancellationToken)) : ValueTask.CompletedTask;
    }
}
