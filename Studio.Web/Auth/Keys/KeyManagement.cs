using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Keys;

/// <summary>
/// Managed keys, through every door: those of an owner, which is oneself, or for administrators anybody (null: everybody). A key that is
/// not that owner's does not exist.
/// </summary>
internal sealed class KeyManagement(ApiKeys keys, UserAccounts accounts, Guard guard)
{
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Actor by, string? owner, CancellationToken cancellationToken = default)
    {
        guard.Require(by, RulesFor(by, owner), "list keys");
        return await keys.ListAsync(owner, cancellationToken);
    }

    /// <summary>The most that a key of this owner may be allowed.</summary>
    public async Task<IReadOnlySet<string>> ScopesOfAsync(Actor by, string owner, CancellationToken cancellationToken = default)
    {
        guard.Require(by, RulesFor(by, owner), "see scopes");
        return (await accounts.GetAsync(owner, cancellationToken)).ToCurrentUser().Scopes;
    }

    /// <summary>The key, and the text of it that is never told again.</summary>
    /// <exception cref="AccountException">More is asked than its owner may do, or something given is not possible.</exception>
    public Task<(ApiKey Key, string Secret)> CreateAsync(Actor by, string owner, KeyRequest request,
        CancellationToken cancellationToken = default) => guard.DoAsync(
        by, RulesFor(by, owner), AuditActions.KeyCreated, request.Name ?? "",
        () => keys.CreateAsync(owner, request, cancellationToken),
        made => ($"sk_{made.Key.Id}", $"for {owner}: {string.Join(' ', made.Key.Scopes)}"));

    /// <summary>A new key with the rights of the old one, which counts for <paramref name="overlap"/> more.</summary>
    /// <exception cref="AccountException">There is no such key, it counts no more, or the overlap is too long.</exception>
    public Task<(ApiKey Key, string Secret)> RotateAsync(Actor by, string? owner, string id, TimeSpan overlap,
        CancellationToken cancellationToken = default) => guard.DoAsync(
        by, RulesFor(by, owner), AuditActions.KeyRotated, $"sk_{id}",
        () => keys.RotateAsync(id, owner, overlap, cancellationToken),
        made => ($"sk_{id}", $"now sk_{made.Key.Id}"));

    /// <summary>Acts on the next request.</summary>
    /// <exception cref="AccountException">There is no such key.</exception>
    public Task RevokeAsync(Actor by, string? owner, string id, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, RulesFor(by, owner), AuditActions.KeyRevoked, $"sk_{id}", async () =>
        {
            await keys.RevokeAsync(id, owner, cancellationToken);
            return true;
        });

    private static IReadOnlyList<AccessRule> RulesFor(Actor by, string? owner) =>
        owner == by.User.Id ? [Policies.OwnRule] : Policies.AdministerRules;
}
