using Microsoft.AspNetCore.Authentication;

namespace Studio.Web.Auth.Credentials;

/// <summary>
/// The session cookie, by ASP.NET's cookie handler; <see cref="SessionEvents"/> asks for the row. A cookie that is no good is no cookie.
/// </summary>
internal sealed class CookieSource : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.Cookie;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        if (await UserAsync(context) is not { } user)
            return SessionEvents.RefusalOf(context);
        // browsers always name the page that opens a socket; OriginRules has looked at the name
        return context.WebSockets.IsWebSocketRequest && context.Request.Headers.Origin.ToString().Length == 0
            ? Decision.Forbid(
                "With the session cookie a socket needs the header Origin, as browsers send it. A program sends a key, or a ticket of /api/auth/ticket.",
                "a socket with the cookie and without Origin")
            : Decision.Accept(user with { RequestsPerMinute = SessionEvents.RateOf(context) });
    }

    /// <summary>Whose browser this is, whatever it asks for; null when it has no session that counts here.</summary>
    public static async Task<CurrentUser?> UserAsync(HttpContext context) =>
        CurrentUser.From((await context.AuthenticateAsync(SessionEvents.Scheme)).Principal);
}
