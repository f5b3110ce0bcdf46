using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;

namespace Studio.Web.Auth;

/// <summary>What our session cookie does beyond the framework's: the row in the database decides, and every use renews it.</summary>
internal sealed class SessionEvents(SessionStore sessions, Access access) : CookieAuthenticationEvents
{
    public const string Scheme = "session";

    /// <summary>In the sign-in's properties: keep the cookie when the browser closes.</summary>
    public const string Remember = "remember";

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var id = context.Principal!.FindFirst(CurrentUser.SessionClaim)!.Value;
        if (await FindLiveAsync(id, context.HttpContext.RequestAborted) is not { } session)
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(session.User.ToPrincipal(Scheme, id));
        // by hand, not by ShouldRenew: the handler's renewal also forbids caching, and pictures should be cached
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null && !context.Response.HasStarted)
            Renew(context, session);
    }

    /// <summary>The session of this id if it still counts.</summary>
    public async Task<SessionRow?> FindLiveAsync(string id, CancellationToken cancellationToken)
    {
        var session = await sessions.FindAsync(id, cancellationToken);
        return session is not null && access.MasterKey is { } key && session.Credential == $"key:{key.Fingerprint}" ? session : null;
    }

    public override Task SigningIn(CookieSigningInContext context)
    {
        if (context.Properties.GetParameter<bool>(Remember) is false)
            context.CookieOptions.MaxAge = null;
        return Task.CompletedTask;
    }

    public override async Task SigningOut(CookieSigningOutContext context)
    {
        var current = await context.HttpContext.AuthenticateAsync(Scheme);
        if (current.Principal?.FindFirst(CurrentUser.SessionClaim)?.Value is { } id)
            await sessions.RemoveAsync(id, CancellationToken.None);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) => Refusal.NotAuthenticatedAsync(context.HttpContext);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => Refusal.ForbiddenAsync(context.HttpContext);

    private static void Renew(CookieValidatePrincipalContext context, SessionRow session)
    {
        var cookie = context.Options.Cookie.Build(context.HttpContext);
        if (!session.Persistent)
            cookie.MaxAge = null;
        var value = ((SessionTicketFormat)context.Options.TicketDataFormat).Write(session.Id);
        context.Options.CookieManager.AppendResponseCookie(context.HttpContext, context.Options.Cookie.Name!, value, cookie);
    }
}
