using System.Security.Claims;

namespace Studio.Web.Auth;

/// <summary>
/// For whatever outlives its request, circuits and sockets: does the session they came with still exist? Ended sessions are told at once
/// on this node and found within a minute on others.
/// </summary>
public sealed class SessionWatch
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly SessionEvents _events;
    private readonly SessionStore _sessions;
    private readonly TimeProvider _time;

    internal SessionWatch(SessionEvents events, SessionStore sessions, TimeProvider time)
    {
        _events = events;
        _sessions = sessions;
        _time = time;
    }

    /// <summary>True for principals without a session (local mode, header keys): what they stand on lasts as long as this process.</summary>
    public async Task<bool> IsLiveAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default)
    {
        if (user.Identity?.IsAuthenticated != true)
            return false;
        return SessionOf(user) is not { } id || await _events.FindLiveAsync(id, cancellationToken) is not null;
    }

    /// <summary>Returns when the session of this principal has ended; a socket then closes with 4001. Runs until cancelled otherwise.</summary>
    public async Task EndedAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (SessionOf(user) is not { } id)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var minute = new PeriodicTimer(Every, _time);
        var told = ToldAsync(id, stop.Token);
        var tick = minute.WaitForNextTickAsync(stop.Token).AsTask();
        while (await Task.WhenAny(told, tick) == tick && await tick && await IsLiveAsync(user, stop.Token))
            tick = minute.WaitForNextTickAsync(stop.Token).AsTask();
        cancellationToken.ThrowIfCancellationRequested();
        await stop.CancelAsync();
    }

    private async Task ToldAsync(string id, CancellationToken cancellationToken)
    {
        await foreach (var ended in _sessions.Ended.Watch(one => one == id, cancellationToken: cancellationToken))
        {
            if (ended == id)
                return;
        }
    }

    private static string? SessionOf(ClaimsPrincipal user) => user.FindFirst(CurrentUser.SessionClaim)?.Value;
}
