using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Studio.Web.Auth;

/// <summary>A circuit outlives the request that opened it: each minute it asks whether its session still exists, and signs out when not.</summary>
internal sealed class CircuitSession(ILoggerFactory log, SessionEvents sessions, Access access) : RevalidatingServerAuthenticationStateProvider(log)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (access.Mode == AccessMode.Local)
            return true;
        var id = authenticationState.User.FindFirst(CurrentUser.SessionClaim)?.Value;
        // no session id: the circuit was opened with a header key, which is the master key of this very process
        return id is null
            ? authenticationState.User.Identity?.IsAuthenticated == true
            : await sessions.FindLiveAsync(id, cancellationToken) is not null;
    }
}
