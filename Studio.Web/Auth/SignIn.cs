using Microsoft.AspNetCore.Authentication;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth;

internal enum SignInResult
{
    Success,
    WrongKey,
    TooMany,
}

/// <summary>Signing in and out, the same for the form and for the API.</summary>
internal sealed class SignIn(Access access, KeyCheck keys, PasswordCheck passwords, SessionStore sessions, SignInThrottle throttle, Audit audit)
{
    /// <summary>Checks the key, makes the session and sets the cookie. On <see cref="SignInResult.TooMany"/> Retry-After is set.</summary>
    public async Task<SignInResult> WithKeyAsync(HttpContext context, string? key, bool remember)
    {
        // in local mode there is nothing to check against: everybody is in already
        if (access.Mode == AccessMode.Local)
            return SignInResult.Success;
        var subject = SignInThrottle.Subject(context.Connection.RemoteIpAddress);
        if (throttle.Wait(subject) is { Ticks: > 0 } wait)
            return TooMany(context, wait);
        var decision = await keys.DecideAsync(context, new PresentedKey("sign-in", key?.Trim() ?? ""));
        if (decision.User is not { TokenId: null, Credential: { } credential } user)
        {
            throttle.Failed(subject);
            audit.Refused(context, decision.Reason.Length > 0 ? decision.Reason : "sign-in with a token");
            return SignInResult.WrongKey;
        }

        throttle.Succeeded(subject);
        await StartAsync(context, user, credential, remember, user.KeyId is { } id ? $"key sk_{id}" : "master key");
        return SignInResult.Success;
    }

    /// <summary>The same with a user's name and password.</summary>
    public async Task<SignInResult> WithPasswordAsync(HttpContext context, string name, string? password, bool remember)
    {
        if (access.Mode == AccessMode.Local)
            return SignInResult.Success;
        var (user, wait) = await passwords.TryAsync(context, name.Trim(), password ?? "");
        if (wait > TimeSpan.Zero)
            return TooMany(context, wait);
        if (user is null)
        {
            audit.Refused(context, $"sign-in as {name} with a wrong name or password");
            return SignInResult.WrongKey;
        }

        await StartAsync(context, user.ToCurrentUser(), Standing.OfPassword(user), remember, "password");
        return SignInResult.Success;
    }

    /// <summary>A session and its cookie for somebody whose identity has been established, here or by another provider.</summary>
    public async Task StartAsync(HttpContext context, CurrentUser user, string credential, bool remember, string how)
    {
        var session = new SessionRow(SessionTicketFormat.NewId(), user.Id, credential, remember);
        await sessions.AddAsync(
            session, context.Request.Headers.UserAgent.ToString(), context.Connection.RemoteIpAddress?.ToString() ?? "", context.RequestAborted);
        var properties = new AuthenticationProperties();
        properties.SetParameter(SessionEvents.Remember, remember);
        await context.SignInAsync(SessionEvents.Scheme, (user with { SessionId = session.Id }).ToPrincipal(SessionEvents.Scheme), properties);
        audit.SignedIn(context, user, how);
    }

    /// <summary>Ends this browser's session: the row goes, so that a copied cookie is worthless too.</summary>
    public async Task OutAsync(HttpContext context)
    {
        if (access.Mode == AccessMode.Local)
            return;
        audit.SignedOut(context, CurrentUser.From(context.User)?.Id ?? "somebody");
        await context.SignOutAsync(SessionEvents.Scheme);
    }

    private SignInResult TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Refusal.Seconds(wait);
        audit.Refused(context, "too many failed sign-ins");
        return SignInResult.TooMany;
    }
}
