using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth;

/// <summary>What our session cookie does beyond the framework's: the row in the database decides, and every use renews it.</summary>
internal sealed class SessionEvents(SessionStore sessions, Standing standing) : CookieAuthenticationEvents
{
    public const string Scheme = "session";

    /// <summary>In the sign-in's properties: keep the cookie when the browser closes.</summary>
    public const string Remember = "remember";

    private static readonly object RateItem = new();

    /// <summary>The request limits of the session that this request came with.</summary>
    public static (int? Account, int? Key) RateOf(HttpContext context) => context.Items.TryGetValue(RateItem, out var rate) ? ((int?, int?))rate! : default;

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var id = CurrentUser.From(context.Principal)!.SessionId!;
        if (await FindLiveAsync(id, context.HttpContext.RequestAborted) is not var (session, user))
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(user.ToPrincipal(Scheme));
        context.HttpContext.Items[RateItem] = user.RequestsPerMinute;
        // by hand, not by ShouldRenew: the handler's renewal also forbids caching, and pictures should be cached
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null && !context.Response.HasStarted)
            Renew(context, session);
    }

    /// <summary>The session of this id and its user as they are now, if both still count.</summary>
    public async Task<(SessionRow Session, CurrentUser User)?> FindLiveAsync(string id, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(id, cancellationToken) is not { } session)
            return null;
        return await standing.FindAsync(session.UserId, session.Credential, cancellationToken) is { } user ? (session, user with { SessionId = id }) : null;
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
        if (CurrentUser.From(current.Principal)?.SessionId is { } id)
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
