using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Studio.Web.Auth.Quotas;

namespace Studio.Web.Auth.Credentials;

/// <summary>ASP.NET's view of <see cref="CredentialOrder"/>: the default scheme of every endpoint.</summary>
internal sealed class IdentityHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, CredentialOrder order, RequestRate rate,
    Audit audit, SocketProbe probe)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "studio";

    private Decision? _decision;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<NoCredentialAttribute>() is not null)
            return AuthenticateResult.NoResult();
        _decision = await order.DecideAsync(Context);
        if (_decision is null)
            return AuthenticateResult.NoResult();
        if (_decision.User is { } counted && OverLimit(counted) is { } tooMany)
            _decision = tooMany;
        if (_decision.User is { } user)
            return AuthenticateResult.Success(new AuthenticationTicket(user.ToPrincipal(Name), Name));
        audit.Refused(Context, _decision.Reason);
        return AuthenticateResult.Fail(_decision.Detail);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await AuthenticateAsync();
        if (_decision is null && await probe.AnswerAsync(Context))
            return;
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

    // what is public costs nothing: scripts and styles of a page are not requests that anybody makes
    private Decision? OverLimit(CurrentUser user)
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        return Over($"key:{user.KeyId}", user.RequestsPerMinute.Key, "This key")
            ?? Over($"user:{user.Id}", user.RequestsPerMinute.Account, "Your account");
    }

    private Decision? Over(string subject, int? perMinute, string whose) =>
        perMinute is { } most && rate.Wait(subject, most) is { Ticks: > 0 } wait
        ? Decision.OverLimit($"{whose} may make {most} requests a minute.", wait)
        : null;
}
