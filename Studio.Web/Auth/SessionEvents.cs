using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth;

/// <summary>What our session cookie does beyond the framework's: the row in the database decides, and every use renews it.</summary>
internal sealed class SessionEvents(SessionStore sessions, Standing standing, TimeProvider time) : CookieAuthenticationEvents
{
    public const string Scheme = "session";

    /// <summary>In the sign-in's properties: keep the cookie when the browser closes.</summary>
    public const string Remember = "remember";

    private static readonly object RateItem = new();
    private static readonly object RefusalItem = new();

    // clocks of several nodes differ, and are put right by a little
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The request limits of the session that this request came with.</summary>
    public static (int? Account, int? Key) RateOf(HttpContext context) =>
        context.Items.TryGetValue(RateItem, out var rate) ? ((int?, int?))rate! : default;

    /// <summary>
    /// Why the session that this request came with does not count here although it is good; null when there is none such.
    /// </summary>
    public static Decision? RefusalOf(HttpContext context) =>
        context.Items.TryGetValue(RefusalItem, out var refusal) ? (Decision)refusal! : null;

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var id = CurrentUser.From(context.Principal)!.SessionId!;
        if (await FindLiveAsync(id, context.HttpContext.RequestAborted) is not var (session, user)
            || IsFromTheFuture(context.Properties.IssuedUtc, session))
        {
            context.RejectPrincipal();
            return;
        }

        if (user.RefusalFrom(context.HttpContext.Connection.RemoteIpAddress) is { } notFromHere)
        {
            context.HttpContext.Items[RefusalItem] = notFromHere;
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
        return await standing.FindAsync(session.UserId, session.Credential, cancellationToken) is { } user
            ? (session, user with { SessionId = id })
            : null;
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

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        Refusal.NotAuthenticatedAsync(context.HttpContext);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        Refusal.ForbiddenAsync(context.HttpContext);

    /// <summary>
    /// A minute ahead is a difference between clocks. More than that is a cookie of our own making only if the server was at that time
    /// itself, as the row says: then the clock was set back, and nobody is shut out until it has caught up.
    /// </summary>
    private bool IsFromTheFuture(DateTimeOffset? stamp, SessionRow session)
    {
        var now = time.GetUtcNow();
        var reached = session.LastSeen > now ? session.LastSeen + SessionStore.SeenEvery : now;
        return stamp > reached + Skew;
    }

    private static void Renew(CookieValidatePrincipalContext context, SessionRow session)
    {
        var cookie = context.Options.Cookie.Build(context.HttpContext);
        if (!session.Persistent)
            cookie.MaxAge = null;
        var value = ((SessionTicketFormat)context.Options.TicketDataFormat).Write(session.Id);
        context.Options.CookieManager.AppendResponseCookie(context.HttpContext, context.Options.Cookie.Name!, value, cookie);
    }
}
