using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Studio.Web.Auth;

/// <summary>
/// A circuit outlives the request that opened it: it signs out when its session ends, and asks each minute whether it still exists.
/// </summary>
internal sealed class CircuitSession : RevalidatingServerAuthenticationStateProvider
{
    private readonly SessionWatch _sessions;
    private readonly CancellationTokenSource _disposed = new();

    public CircuitSession(ILoggerFactory log, SessionWatch sessions)
        : base(log)
    {
        _sessions = sessions;
        AuthenticationStateChanged += Follow;
    }

    protected override TimeSpan RevalidationInterval => SessionWatch.Every;

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState,
        CancellationToken cancellationToken) =>
        _sessions.IsLiveAsync(authenticationState.User, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        AuthenticationStateChanged -= Follow;
        _disposed.Cancel();
        _disposed.Dispose();
        base.Dispose(disposing);
    }

    // async void: an event handler; everything it can throw is the end of the circuit
    private async void Follow(Task<AuthenticationState> state)
    {
        try
        {
            var user = (await state).User;
            if (user.Identity?.IsAuthenticated != true)
                return;
            await _sessions.EndedAsync(user, _disposed.Token);
            SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}

/// <summary>The user of a circuit, asked anew: every handler of a page that changes something starts with it.</summary>
public sealed class CircuitUser(AuthenticationStateProvider state, SessionWatch sessions)
{
    /// <exception cref="UnauthorizedAccessException">The session has ended since the page was opened.</exception>
    public async Task<CurrentUser> RequireAsync()
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        if (await sessions.IsLiveAsync(user) && CurrentUser.From(user) is { } current)
            return current.InPages();
        throw new UnauthorizedAccessException("Your session has ended. Sign in again.");
    }
}
