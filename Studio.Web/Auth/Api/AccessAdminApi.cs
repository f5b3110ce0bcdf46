using Studio.Web.Auth.Keys;

namespace Studio.Web.Auth.Api;

/// <summary>/api/admin/keys and /api/admin/sessions: everybody's.</summary>
internal static class AccessAdminApi
{
    public static void MapAccessAdministration(this RouteGroupBuilder admin)
    {
        var keys = admin.MapGroup("/keys");
        keys.MapGet("", async (string? owner, ApiKeys all, HttpContext context) =>
            AccountBody.Answer(new { keys = (await all.ListAsync(owner, context.RequestAborted)).Select(key => Shapes.Of(key)) })).WithSummary("Everybody's keys, or one owner's");
        keys.MapGet("/{id}", async (string id, ApiKeys all, HttpContext context) => AccountBody.Answer(Shapes.Of(await all.GetAsync(id, null, context.RequestAborted)))).WithSummary("One key, without its secret");
        keys.MapPost("", CreateAsync).WithSummary("Makes a key for any account");
        keys.MapPost("/{id}/rotate", RotateAsync).WithSummary("Replaces a key of any account");
        keys.MapDelete("/{id}", RevokeAsync).WithSummary("Revokes a key of any account at once");

        var sessions = admin.MapGroup("/sessions");
        sessions.MapGet("", ListSessionsAsync).WithSummary("Everybody's sessions, or one user's");
        sessions.MapDelete("", EndSessionsAsync).WithSummary("Ends all sessions of a user, or of everybody else");
        sessions.MapDelete("/{id}", EndSessionAsync).WithSummary("Ends a session");
    }

    private static async Task<IResult> CreateAsync(CurrentUser user, ApiKeys keys, TimeProvider time, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<KeyBody>(context);
        var (key, secret) = await keys.CreateAsync(body.Owner ?? user.Id, body.ToRequest(time), context.RequestAborted);
        audit.Record(context, AuditActions.KeyCreated, target: $"sk_{key.Id}", detail: $"for {key.Owner}: {string.Join(' ', key.Scopes)}");
        return AccountBody.Answer(Shapes.Of(key, secret), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RotateAsync(string id, ApiKeys keys, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<RotateBody>(context);
        var (key, secret) = await keys.RotateAsync(id, null, body.Overlap, context.RequestAborted);
        audit.Record(context, AuditActions.KeyRotated, target: $"sk_{id}", detail: $"now sk_{key.Id}");
        return AccountBody.Answer(Shapes.Of(key, secret), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(string id, ApiKeys keys, Audit audit, HttpContext context)
    {
        await keys.RevokeAsync(id, null, context.RequestAborted);
        audit.Record(context, AuditActions.KeyRevoked, target: $"sk_{id}");
        return AccountBody.Done;
    }

    private static async Task<IResult> ListSessionsAsync(string? user, CurrentUser asking, SessionStore sessions, HttpContext context)
    {
        var current = asking.SessionId is { } id ? SessionStore.HandleOf(id) : null;
        return AccountBody.Answer(new { sessions = (await sessions.ListAsync(user, context.RequestAborted)).Select(session => Shapes.Of(session, current)) });
    }

    private static async Task<IResult> EndSessionAsync(string id, SessionStore sessions, Audit audit, HttpContext context)
    {
        if (await sessions.RemoveAsync(null, one => SessionStore.HandleOf(one) == id, context.RequestAborted) == 0)
            throw AccountException.Missing("session");
        audit.Record(context, AuditActions.SessionsEnded, target: id);
        return AccountBody.Done;
    }

    /// <summary>All of one user. Everybody's at once needs all=true, so that a forgotten parameter does not sign everybody out.</summary>
    private static async Task<IResult> EndSessionsAsync(string? user, bool? all, CurrentUser asking, SessionStore sessions, Audit audit, HttpContext context)
    {
        if (user is null && all != true)
            throw AccountException.Bad("Name a user (?user=…), or end everybody's sessions but your own with ?all=true.");
        var ended = await sessions.RemoveAsync(user, one => one != asking.SessionId, context.RequestAborted);
        audit.Record(context, AuditActions.SessionsEnded, target: user ?? "everybody", detail: $"{ended} sessions");
        return AccountBody.Answer(new { status = "ok", ended });
    }
}
