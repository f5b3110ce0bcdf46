using System.Collections.Concurrent;

namespace Studio.Web.Auth.Quotas;

/// <summary>
/// Requests a minute of a user or key: a minute's worth may come at once, then one for each share of the minute that passes (GCRA, ITU-T
/// I.371). Kept in memory: a restart forgives.
/// </summary>
internal sealed class RequestRate(TimeProvider time)
{
    private const int MostEntries = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // not the wall clock: setting that back must not lengthen a wait
    private readonly long _start = time.GetTimestamp();

    // per subject, the time at which its whole minute is free again
    private readonly ConcurrentDictionary<string, TimeSpan> _freeAt = new();

    /// <summary>How long to wait; zero admits and counts this request.</summary>
    public TimeSpan Wait(string subject, int perMinute)
    {
        if (perMinute <= 0)
            return Minute;
        var now = time.GetElapsedTime(_start);
        if (_freeAt.Count > MostEntries)
            Forget(now);
        var share = Minute / perMinute;
        while (true)
        {
            var known = _freeAt.TryGetValue(subject, out var freeAt);
            var next = (known && freeAt > now ? freeAt : now) + share;
            if (next - now > Minute)
                return next - now - Minute;
            if (known ? _freeAt.TryUpdate(subject, next, freeAt) : _freeAt.TryAdd(subject, next))
                return TimeSpan.Zero;
        }
    }

    private void Forget(TimeSpan now)
    {
        foreach (var entry in _freeAt.Where(entry => entry.Value <= now))
            _freeAt.TryRemove(entry);
    }
}
