using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Studio.Web.Auth.Credentials;

/// <summary>ASP.NET's view of <see cref="CredentialOrder"/>: the default scheme of every endpoint.</summary>
internal sealed class IdentityHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, CredentialOrder order, Audit audit)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "studio";

    private Decision? _decision;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        _decision = await order.DecideAsync(Context);
        if (_decision is null)
            return AuthenticateResult.NoResult();
        if (_decision.User is { } user)
            return AuthenticateResult.Success(new AuthenticationTicket(user.ToPrincipal(Name), Name));
        audit.Refused(Context, _decision.Reason);
        return AuthenticateResult.Fail(_decision.Detail);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await AuthenticateAsync();
        if (_decision is not { User: null } refused || refused.Status == StatusCodes.Status401Unauthorized)
        {
            await Refusal.NotAuthenticatedAsync(Context);
            return;
        }

        if (refused.RetryAfter is { } wait)
            Response.Headers.RetryAfter = Refusal.Seconds(wait);
        await Refusal.WriteAsync(Context, refused.Status, refused.Detail);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusal.ForbiddenAsync(Context);
}
