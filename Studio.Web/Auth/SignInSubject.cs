namespace Studio.Web.Auth;

/// <summary>
/// What one address or account has done lately, and who waits on its account. Times are since the throttle began; its lock guards all of
/// it.
/// </summary>
internal sealed class SignInSubject(string name)
{
    private const int Allowed = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private int _failures;
    private int _blocks;
    private TimeSpan _windowStart;
    private TimeSpan _blockedUntil;

    public string Name { get; } = name;

    /// <summary>Attempts that have begun and not ended: each may still fail.</summary>
    public int Pending { get; set; }

    /// <summary>Attempts that wait for room, first come first.</summary>
    public LinkedList<SignInAttempt> Line { get; } = [];

    public TimeSpan Wait(TimeSpan now) => _blockedUntil > now ? _blockedUntil - now : TimeSpan.Zero;

    /// <summary>Whether one more may begin, even if all that have begun fail.</summary>
    public bool HasRoom(TimeSpan now)
    {
        if (IsOver(now))
            return Pending < Allowed;
        // after a first wait one more failure is enough for the next
        return Pending < (_blocks > 0 ? 1 : Math.Max(1, Allowed - (now - _windowStart < Window ? _failures : 0)));
    }

    public void Failed(TimeSpan now)
    {
        if (IsOver(now))
            Forgive();
        var isInWindow = _failures > 0 && now - _windowStart < Window;
        _failures = isInWindow ? _failures + 1 : 1;
        _windowStart = isInWindow ? _windowStart : now;
        if (_failures < Allowed && _blocks == 0)
            return;
        _blockedUntil = now + TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, Window.Ticks << Math.Min(_blocks, 4)));
        _blocks++;
    }

    public void Forgive() => (_failures, _blocks, _windowStart, _blockedUntil) = (0, 0, TimeSpan.Zero, TimeSpan.Zero);

    public bool IsIdle(TimeSpan now) => Pending == 0 && Line.Count == 0 && IsOver(now);

    private bool IsOver(TimeSpan now) =>
        (_failures == 0 && _blocks == 0) || (now - _windowStart > Window && now - _blockedUntil > LongestWait);
}
