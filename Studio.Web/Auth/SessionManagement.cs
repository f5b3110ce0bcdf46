namespace Studio.Web.Auth;

/// <summary>
/// Signed-in browsers, through every door: those of a user, which is oneself, or for administrators anybody (null: everybody).
/// </summary>
internal sealed class SessionManagement(SessionStore sessions, Guard guard)
{
    /// <summary>The session somebody is looking from; null for header keys and in local mode.</summary>
    public static string? HandleOf(CurrentUser user) => user.SessionId is { } id ? SessionStore.HandleOf(id) : null;

    public async Task<IReadOnlyList<SessionEntry>> ListAsync(Actor by, string? userId, CancellationToken cancellationToken = default)
    {
        guard.Require(by, RulesFor(by, userId), "list sessions");
        return await sessions.ListAsync(userId, cancellationToken);
    }

    /// <exception cref="AccountException">There is no such session.</exception>
    public Task EndAsync(Actor by, string? userId, string handle, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, RulesFor(by, userId), AuditActions.SessionsEnded, handle,
        async () => await sessions.RemoveAsync(userId, id => SessionStore.HandleOf(id) == handle, cancellationToken) is > 0 and var ended
            ? ended
            : throw AccountException.Missing("session"));

    /// <summary>Ends all of them but the one that asks, and says how many.</summary>
    public Task<int> EndOthersAsync(Actor by, string? userId, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, RulesFor(by, userId), AuditActions.SessionsEnded, userId ?? "everybody",
        () => sessions.RemoveAsync(userId, id => id != by.User.SessionId, cancellationToken),
        ended => (userId ?? "everybody", $"{ended} sessions"));

    private static IReadOnlyList<AccessRule> RulesFor(Actor by, string? userId) =>
        userId == by.User.Id ? [Policies.OwnRule] : Policies.AdministerRules;
}
