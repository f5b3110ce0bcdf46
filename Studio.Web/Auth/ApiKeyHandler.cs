using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Studio.Web.Auth;

/// <summary>
/// A key in a header or query becomes a user. A key that is present but wrong is an answer, 401, never a redirect and never a second try
/// with the cookie.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, Access access, Audit audit)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Credential.Find(Context) is not { } credential)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (access.MasterKey?.Matches(credential.Secret) == true)
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(CurrentUser.Administrator.ToPrincipal(Name), Name)));
        audit.Refused(Context, $"wrong key in {credential.Place}");
        return Task.FromResult(AuthenticateResult.Fail("The key is not valid."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refusal.NotAuthenticatedAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusal.ForbiddenAsync(Context);
}
