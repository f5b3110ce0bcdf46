using Microsoft.AspNetCore.Authentication;

namespace Studio.Web.Auth.Credentials;

/// <summary>The session cookie, by ASP.NET's cookie handler; <see cref="SessionEvents"/> asks for the row. A cookie that is no good is no cookie.</summary>
internal sealed class CookieSource : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.Cookie;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(SessionEvents.Scheme);
        return CurrentUser.From(result.Principal) is { } user ? Decision.Accept(user with { RequestsPerMinute = SessionEvents.RateOf(context) }) : null;
    }
}
