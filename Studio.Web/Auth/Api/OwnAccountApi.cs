using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Api;

/// <summary>/api/auth/*: what everybody may ask and change of their own.</summary>
internal static class OwnAccountApi
{
    public static void MapOwnAccount(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/auth").WithTags("Account").DisableCookieRedirect().DisableAntiforgery()
            .AddEndpointFilter(AccountBody.Filter);
        group.MapGet("/me", MeAsync).WithSummary("Who is asking, with which rights and limits").RequireAuthorization(Policies.SignedIn);
        group.MapPost("/ticket", Ticket).WithSummary("A ticket for one socket or event stream: 30 seconds, good once")
            .RequireAuthorization(Policies.SignedIn);
        group.MapPost("/token", MakeTokenAsync).WithSummary("A signed token (JWT) with at most the rights of the one who asks")
            .RequireAuthorization(Policies.MakeToken);

        var own = group.MapGroup("").RequireAuthorization(Policies.OwnAccount);
        own.MapPost("/password", ChangePasswordAsync).WithSummary("Changes the own password");
        own.MapGet("/sessions", ListSessionsAsync).WithSummary("The own sessions");
        own.MapDelete("/sessions", EndOthersAsync).WithSummary("Ends all own sessions but this one");
        own.MapDelete("/sessions/{id}", EndSessionAsync).WithSummary("Ends one of the own sessions");
        own.MapGet("/keys", async (CurrentUser user, ApiKeys keys, HttpContext context) =>
            AccountBody.Answer(new { keys = (await keys.ListAsync(user.Id, context.RequestAborted)).Select(key => Shapes.Of(key)) }))
                .WithSummary("The own keys, without their secrets");
        own.MapPost("/keys", MakeKeyAsync).WithSummary("Makes a key; the answer is the only one that shows it");
        own.MapPost("/keys/{id}/rotate", RotateKeyAsync).WithSummary("Replaces a key; the old one counts for a chosen while");
        own.MapDelete("/keys/{id}", RevokeKeyAsync).WithSummary("Revokes a key at once");
        own.MapGet("/tokens", async (CurrentUser user, TokenStore tokens, HttpContext context) =>
            AccountBody.Answer(new { tokens = (await tokens.ListAsync(user.Id, context.RequestAborted)).Select(Shapes.Of) }))
                .WithSummary("The own tokens that have not expired");
        own.MapDelete("/tokens/{jti}", RevokeTokenAsync).WithSummary("Revokes a token at once");
    }

    private static async Task<IResult> MeAsync(CurrentUser user, UserStore users, DailyLimits limits, HttpContext context)
    {
        var account = await users.FindAsync(user.Id, context.RequestAborted);
        var effective = account?.EffectiveLimits ?? Limits.None;
        var used = limits.Today(user);
        return AccountBody.Answer(new
        {
            user.Id,
            user.Name,
            roles = user.Roles.Order(StringComparer.Ordinal),
            scopes = user.Scopes.Order(StringComparer.Ordinal),
            user.Workflows,
            key = user.KeyId is { } key ? $"sk_{key}" : null,
            token = user.TokenId,
            session = user.SessionId is { } session ? SessionStore.HandleOf(session) : null,
            expires_at = user.Expires,
            groups = account?.Groups.Select(group => group.Name),
            effective.RequestsPerMinute,
            effective.ImagesPerDay,
            effective.GpuSecondsPerDay,
            images_today = used.Images,
            gpu_seconds_today = used.Gpu.TotalSeconds,
        });
    }

    private static IResult Ticket(CurrentUser user, Tickets tickets) => tickets.Issue(user) is { } ticket
        ? AccountBody.Answer(new { ticket, expires_in = (int)Tickets.Lifetime.TotalSeconds })
        : throw new AccountException(StatusCodes.Status429TooManyRequests,
            "You have too many tickets that are not used yet; wait half a minute.");

    private static async Task<IResult> MakeTokenAsync(CurrentUser user, TokenCheck tokens, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<TokenBody>(context);
        if (body.ExpiresIn is { } wanted && !(wanted >= 1 && wanted <= TokenCheck.LongestLife.TotalSeconds))
            throw AccountException.Bad($"expires_in is 1 to {TokenCheck.LongestLife.TotalSeconds:0} seconds.");
        var scopes = ApiKeys.RequireScopes(body.Scopes ?? body.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries), user);
        var life = TimeSpan.FromSeconds(Math.Floor(body.ExpiresIn ?? 3600));
        var (token, issued) = await tokens.IssueAsync(user, (body.Name ?? "").Trim(), scopes, life, context.RequestAborted);
        audit.Record(context, AuditActions.TokenCreated, target: issued.Id, detail: string.Join(' ', scopes));
        return AccountBody.Answer(new
        {
            token,
            token_type = "Bearer",
            expires_in = (long)(issued.Expires - issued.Created).TotalSeconds,
            expires_at = issued.Expires,
            jti = issued.Id,
            scope = string.Join(' ', scopes.Order(StringComparer.Ordinal)),
        });
    }

    private static async Task<IResult> ChangePasswordAsync(CurrentUser user, OwnPassword password, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<PasswordBody>(context);
        await password.ChangeAsync(context, user, body.Old, body.New);
        return AccountBody.Done;
    }

    private static async Task<IResult> ListSessionsAsync(CurrentUser user, SessionManagement sessions, HttpContext context)
    {
        var current = SessionManagement.HandleOf(user);
        return AccountBody.Answer(new { sessions = (await sessions.ListAsync(Actor.From(context, user), user.Id,
            context.RequestAborted)).Select(session => Shapes.Of(session, current)) });
    }

    private static async Task<IResult> EndSessionAsync(string id, CurrentUser user, SessionManagement sessions, HttpContext context)
    {
        await sessions.EndAsync(Actor.From(context, user), user.Id, id, context.RequestAborted);
        return AccountBody.Done;
    }

    private static async Task<IResult> EndOthersAsync(CurrentUser user, SessionManagement sessions, HttpContext context)
    {
        var ended = await sessions.EndOthersAsync(Actor.From(context, user), user.Id, context.RequestAborted);
        return AccountBody.Answer(new { status = "ok", ended });
    }

    private static async Task<IResult> MakeKeyAsync(CurrentUser user, KeyManagement keys, TimeProvider time, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<KeyBody>(context);
        if (body.Owner is { } owner && owner != user.Id)
            throw AccountException.Forbidden("Keys of others are made at /api/admin/keys.");
        var (key, secret) = await keys.CreateAsync(Actor.From(context, user), user.Id, body.ToRequest(time), context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(key, secret), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RotateKeyAsync(string id, CurrentUser user, KeyManagement keys, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<RotateBody>(context);
        var (key, secret) = await keys.RotateAsync(Actor.From(context, user), user.Id, id, body.Overlap, context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(key, secret), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeKeyAsync(string id, CurrentUser user, KeyManagement keys, HttpContext context)
    {
        await keys.RevokeAsync(Actor.From(context, user), user.Id, id, context.RequestAborted);
        return AccountBody.Done;
    }

    private static async Task<IResult> RevokeTokenAsync(string jti, CurrentUser user, TokenStore tokens, EndedAccess ended,
        TimeProvider time, Audit audit, HttpContext context)
    {
        if (!await tokens.RevokeAsync(jti, user.IsAdmin ? null : user.Id, time.GetUtcNow(), context.RequestAborted))
            throw AccountException.Missing("token");
        ended.Tell(EndedAccess.Token(jti));
        audit.Record(context, AuditActions.TokenRevoked, target: jti);
        return AccountBody.Done;
    }

    private sealed record TokenBody(string? Name, string[]? Scopes, string? Scope, double? ExpiresIn);

    private sealed record PasswordBody(string? Old, string? New);
}
