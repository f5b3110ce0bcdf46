using System.Security.Claims;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Keys;

namespace Studio.Web.Auth;

/// <summary>
/// For whatever outlives its request, circuits and sockets: does what they came with still count? An ended session, key, token or account
/// is told at once on this node and found within a minute on others.
/// </summary>
public sealed class SessionWatch
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly SessionEvents _sessions;
    private readonly Standing _standing;
    private readonly TokenCheck _tokens;
    private readonly EndedAccess _ended;
    private readonly TimeProvider _time;

    internal SessionWatch(SessionEvents sessions, Standing standing, TokenCheck tokens, EndedAccess ended, TimeProvider time) =>
        (_sessions, _standing, _tokens, _ended, _time) = (sessions, standing, tokens, ended, time);

    public Task<bool> IsLiveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken = default) =>
        CurrentUser.From(principal) is { } user ? IsLiveAsync(user, cancellationToken) : Task.FromResult(false);

    /// <summary>Whether session, key, token and account still count. In local mode everything does.</summary>
    public async Task<bool> IsLiveAsync(CurrentUser user, CancellationToken cancellationToken = default) =>
        await FindAsync(user, cancellationToken) is not null;

    /// <summary>What this user's session, key or token comes to now; null when it counts no more.</summary>
    internal async Task<CurrentUser?> FindAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        if (user.Expires <= _time.GetUtcNow())
            return null;
        if (user.TokenId is { } token && await _tokens.FindAsync(token, cancellationToken) is null)
            return null;
        if (user.SessionId is { } session)
            return (await _sessions.FindLiveAsync(session, cancellationToken))?.User;
        return user.Credential is { } credential ? await _standing.FindAsync(user.Id, credential, cancellationToken) : user;
    }

    /// <summary>
    /// Returns when what this principal came with has ended; a socket then closes with 4001. Runs until cancelled otherwise.
    /// </summary>
    public async Task EndedAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var user = CurrentUser.From(principal) ?? throw new ArgumentException("Nobody is signed in.", nameof(principal));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var minute = new PeriodicTimer(Every, _time);
        var told = _ended.WaitAsync(user.Grounds, stop.Token);
        // asked once the telling is heard: what ended between the request's check and now was told to nobody
        while (await IsLiveAsync(user, stop.Token))
        {
            var tick = minute.WaitForNextTickAsync(stop.Token).AsTask();
            if (await Task.WhenAny(told, tick) == told || !await tick)
                break;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await stop.CancelAsync();
    }
}
