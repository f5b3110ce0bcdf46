using System.Net;
using System.Net.Sockets;

namespace Studio.Web.Auth;

/// <summary>Whether an attempt may begin.</summary>
/// <param name="Attempt">Null when it may not.</param>
/// <param name="Wait">Then, when to come back.</param>
/// <param name="IsBusy">Not for failures: too many of the same address or account stand in line already.</param>
internal readonly record struct SignInAdmission(SignInAttempt? Attempt, TimeSpan Wait, bool IsBusy);

/// <summary>
/// Five failures a minute, then a wait that doubles from one minute to fifteen. An attempt counts from its beginning and is given back when
/// it succeeds, so that many at once are no more than many in a row; those for which there is no room stand in a short line, one for each
/// address and each account. It counts sign-ins only: valid sessions and header keys never pass here, so nobody can lock the owner out of
/// those.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>Attempts of one subject that may wait for those before them.</summary>
    public const int MostWaiting = 12;

    /// <summary>When to come back to a line that is full.</summary>
    public static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(2);

    private const int MostEntries = 10_000;

    // not the wall clock: setting that back must not lengthen a wait
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SignInSubject> _subjects = [];

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>
    /// The subject of an address: for IPv6 its /48, which is what one customer may be given: with a count for each /64 they would have
    /// 65536 of them. Many people behind one IPv4 address share a count in the same way.
    /// </summary>
    public static string Subject(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address?.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address:{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 6))}"
            : $"address:{address}";
    }

    /// <summary>The subject of an account, by the name that was tried; it need not exist.</summary>
    public static string Account(string name) => $"account:{name.Trim().ToUpperInvariant()}";

    /// <summary>How long until this subject may try again; zero when it may now.</summary>
    public TimeSpan Wait(string subject)
    {
        lock (_gate)
            return _subjects.TryGetValue(subject, out var known) ? known.Wait(Now) : TimeSpan.Zero;
    }

    /// <summary>
    /// Begins an attempt, at once or when there is room. Dispose it; what is not told to have failed by then does not count.
    /// </summary>
    public async Task<SignInAdmission> EnterAsync(CancellationToken cancellationToken, params IReadOnlyList<string> subjects)
    {
        SignInAttempt attempt;
        lock (_gate)
        {
            attempt = new(this, [.. subjects.Select(Find)]);
            if (attempt.Wait(Now) is { Ticks: > 0 } wait)
                return new(null, wait, IsBusy: false);
            if (attempt.TryBegin(Now))
                return new(attempt, TimeSpan.Zero, IsBusy: false);
            if (!attempt.TryQueue(MostWaiting))
                return new(null, BusyWait, IsBusy: true);
        }

        await using var leaving = cancellationToken.Register(() => Leave(attempt, cancellationToken));
        var waited = await attempt.Admitted;
        return waited > TimeSpan.Zero ? new(null, waited, IsBusy: false) : new(attempt, TimeSpan.Zero, IsBusy: false);
    }

    /// <summary>The end of an attempt: its places are free, and those in line are let in or sent away.</summary>
    internal void End(IReadOnlyList<SignInSubject> subjects, bool failed, IReadOnlyCollection<string> forgiven)
    {
        lock (_gate)
        {
            var now = Now;
            foreach (var subject in subjects)
            {
                subject.Pending--;
                if (failed)
                    subject.Failed(now);
                else if (forgiven.Contains(subject.Name))
                    subject.Forgive();
            }

            foreach (var waiting in subjects.SelectMany(subject => subject.Line).Distinct().ToList())
                waiting.Advance(now);
        }
    }

    private void Leave(SignInAttempt attempt, CancellationToken cancellationToken)
    {
        lock (_gate)
            attempt.Leave(cancellationToken);
    }

    private SignInSubject Find(string name)
    {
        if (_subjects.TryGetValue(name, out var known))
            return known;
        if (_subjects.Count >= MostEntries)
            Forget();
        return _subjects[name] = new(name);
    }

    private void Forget()
    {
        var now = Now;
        foreach (var name in _subjects.Where(pair => pair.Value.IsIdle(now)).Select(pair => pair.Key).ToList())
            _subjects.Remove(name);
    }
}
