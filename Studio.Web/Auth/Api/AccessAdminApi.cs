using Studio.Web.Auth.Keys;

namespace Studio.Web.Auth.Api;

/// <summary>/api/admin/keys and /api/admin/sessions: everybody's.</summary>
internal static class AccessAdminApi
{
    public static void MapAccessAdministration(this RouteGroupBuilder admin)
    {
        var keys = admin.MapGroup("/keys");
        keys.MapGet("", async (string? owner, ApiKeys all, HttpContext context) =>
            AccountBody.Answer(new { keys = (await all.ListAsync(owner, context.RequestAborted)).Select(key => Shapes.Of(key)) }))
                .WithSummary("Everybody's keys, or one owner's");
        keys.MapGet("/{id}", async (string id, ApiKeys all, HttpContext context) =>
            AccountBody.Answer(Shapes.Of(await all.GetAsync(id, null, context.RequestAborted)))).WithSummary("One key, without its secret");
        keys.MapPost("", CreateAsync).WithSummary("Makes a key for any account");
        keys.MapPost("/{id}/rotate", RotateAsync).WithSummary("Replaces a key of any account");
        keys.MapDelete("/{id}", RevokeAsync).WithSummary("Revokes a key of any account at once");

        var sessions = admin.MapGroup("/sessions");
        sessions.MapGet("", ListSessionsAsync).WithSummary("Everybody's sessions, or one user's");
        sessions.MapDelete("", EndSessionsAsync).WithSummary("Ends all sessions of a user, or of everybody else");
        sessions.MapDelete("/{id}", EndSessionAsync).WithSummary("Ends a session");
    }

    private static async Task<IResult> CreateAsync(CurrentUser user, KeyManagement keys, TimeProvider time, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<KeyBody>(context);
        var (key, secret) = await keys.CreateAsync(Actor.From(context, user), body.Owner ?? user.Id, body.ToRequest(time),
            context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(key, secret), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RotateAsync(string id, CurrentUser user, KeyManagement keys, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<RotateBody>(context);
        var (key, secret) = await keys.RotateAsync(Actor.From(context, user), null, id, body.Overlap, context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(key, secret), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(string id, CurrentUser user, KeyManagement keys, HttpContext context)
    {
        await keys.RevokeAsync(Actor.From(context, user), null, id, context.RequestAborted);
        return AccountBody.Done;
    }

    private static async Task<IResult> ListSessionsAsync(string? user, CurrentUser asking, SessionManagement sessions, HttpContext context)
    {
        var current = SessionManagement.HandleOf(asking);
        var all = await sessions.ListAsync(Actor.From(context, asking), user, context.RequestAborted);
        return AccountBody.Answer(new { sessions = all.Select(session => Shapes.Of(session, current)) });
    }

    private static async Task<IResult> EndSessionAsync(string id, CurrentUser asking, SessionManagement sessions, HttpContext context)
    {
        await sessions.EndAsync(Actor.From(context, asking), null, id, context.RequestAborted);
        return AccountBody.Done;
    }

    /// <summary>All of one user. Everybody's at once needs all=true, so that a forgotten parameter does not sign everybody out.</summary>
    private static async Task<IResult> EndSessionsAsync(string? user, bool? all, CurrentUser asking, SessionManagement sessions,
        HttpContext context)
    {
        if (user is null && all != true)
            throw AccountException.Bad("Name a user (?user=…), or end everybody's sessions but your own with ?all=true.");
        var ended = await sessions.EndOthersAsync(Actor.From(context, asking), user, context.RequestAborted);
        return AccountBody.Answer(new { status = "ok", ended });
    }
}
