using Microsoft.AspNetCore.Authentication;

namespace Studio.Web.Auth;

internal enum SignInResult
{
    Success,
    WrongKey,
    TooMany,
}

/// <summary>Signing in and out, the same for the form and for the API.</summary>
internal sealed class SignIn(Access access, SessionStore sessions, SignInThrottle throttle, Audit audit)
{
    /// <summary>Checks the key, makes the session and sets the cookie. On <see cref="SignInResult.TooMany"/> Retry-After is set.</summary>
    public async Task<SignInResult> WithKeyAsync(HttpContext context, string? key, bool remember)
    {
        var subject = SignInThrottle.Subject(context.Connection.RemoteIpAddress);
        if (throttle.Wait(subject) is { Ticks: > 0 } wait)
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds):0}";
            audit.Refused(context, "too many failed sign-ins");
            return SignInResult.TooMany;
        }

        // in local mode there is nothing to check against: everybody is in already
        if (access.MasterKey is { } master && !master.Matches(key?.Trim() ?? ""))
        {
            throttle.Failed(subject);
            audit.Refused(context, "sign-in with a wrong key");
            return SignInResult.WrongKey;
        }

        throttle.Succeeded(subject);
        if (access.MasterKey is not null)
            await StartAsync(context, CurrentUser.Administrator, $"key:{access.MasterKey.Fingerprint}", remember);
        return SignInResult.Success;
    }

    /// <summary>Ends this browser's session: the row goes, so that a copied cookie is worthless too.</summary>
    public async Task OutAsync(HttpContext context)
    {
        if (access.Mode == AccessMode.Local)
            return;
        audit.SignedOut(context, context.User.Identity?.Name ?? "somebody");
        await context.SignOutAsync(SessionEvents.Scheme);
    }

    private async Task StartAsync(HttpContext context, CurrentUser user, string credential, bool remember)
    {
        var session = new SessionRow(SessionTicketFormat.NewId(), user, credential, remember);
        await sessions.AddAsync(
            session, context.Request.Headers.UserAgent.ToString(), context.Connection.RemoteIpAddress?.ToString() ?? "", context.RequestAborted);
        var properties = new AuthenticationProperties();
        properties.SetParameter(SessionEvents.Remember, remember);
        await context.SignInAsync(SessionEvents.Scheme, user.ToPrincipal(SessionEvents.Scheme, session.Id), properties);
        audit.SignedIn(context, user);
    }
}
