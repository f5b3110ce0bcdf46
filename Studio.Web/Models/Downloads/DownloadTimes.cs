namespace Studio.Web.Models.Downloads;

/// <summary>How long is waited for what. A test is in more of a hurry.</summary>
internal sealed record DownloadTimes
{
    /// <summary>After the first failure; doubles with each that brought no new byte.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most that a server's Retry-After is believed.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Until a full disk is looked at again.</summary>
    public TimeSpan BetweenLooks { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A server that gives less than <see cref="LeastBytes"/> in this time is asked anew.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    public int LeastBytes { get; init; } = 16 << 10;

    /// <summary>Failures in a row without one new byte, until somebody must resume by hand.</summary>
    public int MostAttempts { get; init; } = 12;

    public TimeSpan Wait(int attempts) =>
        attempts >= 20 ? LongestWait : TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Max(0, attempts - 1)));
}
