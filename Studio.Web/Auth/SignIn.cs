using Microsoft.AspNetCore.Authentication;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth;

internal enum SignInResult
{
    Success,
    WrongKey,
    TooMany,

    /// <summary>Too many others are signing in at this moment; nothing was looked at.</summary>
    Busy,
}

/// <summary>Signing in and out, the same for the form and for the API.</summary>
internal sealed class SignIn(Access access, KeyCheck keys, PasswordCheck passwords, SessionStore sessions, SignInThrottle throttle,
    Audit audit)
{
    /// <summary>
    /// Checks the key, makes the session and sets the cookie. On <see cref="SignInResult.TooMany"/> and Busy Retry-After is set.
    /// </summary>
    public async Task<SignInResult> WithKeyAsync(HttpContext context, string? key, bool remember)
    {
        // in local mode there is nothing to check against: everybody is in already
        if (access.Mode == AccessMode.Local)
            return SignInResult.Success;
        var subject = SignInThrottle.Subject(context.Connection.RemoteIpAddress);
        var admission = await throttle.EnterAsync(context.RequestAborted, subject);
        if (admission.Attempt is not { } attempt)
            return NotNow(context, admission.Wait, admission.IsBusy);
        using var _ = attempt;
        var decision = await keys.DecideAsync(context, new PresentedKey("sign-in", key?.Trim() ?? ""));
        if (decision.User is not { TokenId: null, Credential: { } credential } user)
        {
            attempt.Failed();
            audit.Refused(context, decision.Reason.Length > 0 ? decision.Reason : "sign-in with a token");
            return SignInResult.WrongKey;
        }

        attempt.Succeeded(subject);
        await StartAsync(context, user, credential, remember, user.KeyId is { } id ? $"key sk_{id}" : "master key");
        return SignInResult.Success;
    }

    /// <summary>The same with a user's name and password.</summary>
    public async Task<SignInResult> WithPasswordAsync(HttpContext context, string name, string? password, bool remember)
    {
        if (access.Mode == AccessMode.Local)
            return SignInResult.Success;
        var answer = await passwords.TryAsync(context, name.Trim(), password ?? "");
        if (answer.Wait > TimeSpan.Zero)
            return NotNow(context, answer.Wait, answer.IsBusy);
        if (answer.User is not { } user)
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
            session, context.Request.Headers.UserAgent.ToString(), context.Connection.RemoteIpAddress?.ToString() ?? "",
            context.RequestAborted);
        var properties = new AuthenticationProperties();
        properties.SetParameter(SessionEvents.Remember, remember);
        await context.SignInAsync(SessionEvents.Scheme, (user with { SessionId = session.Id }).ToPrincipal(SessionEvents.Scheme),
            properties);
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

    private SignInResult NotNow(HttpContext context, TimeSpan wait, bool isBusy)
    {
        context.Response.Headers.RetryAfter = Refusal.Seconds(wait);
        audit.Refused(context, isBusy ? "too many sign-ins at once" : "too many failed sign-ins");
        return isBusy ? SignInResult.Busy : SignInResult.TooMany;
    }
}
