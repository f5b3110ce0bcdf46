namespace Studio.Web.Auth.Users;

/// <summary>What a group is to be. Null members leave them as they are.</summary>
internal sealed record GroupDraft(string Name, string? Role, Limits Limits, IReadOnlyCollection<string>? Members);

/// <summary>Teams, for administrators, through every door.</summary>
internal sealed class GroupManagement(Groups groups, Guard guard)
{
    public async Task<IReadOnlyList<(Group Group, IReadOnlyList<string> Members)>> ListAsync(Actor by,
        CancellationToken cancellationToken = default)
    {
        guard.Require(by, Policies.AdministerRules, "list groups");
        return await groups.ListAsync(cancellationToken);
    }

    /// <exception cref="AccountException">There is no such group.</exception>
    public async Task<(Group Group, IReadOnlyList<string> Members)> GetAsync(Actor by, string id,
        CancellationToken cancellationToken = default)
    {
        guard.Require(by, Policies.AdministerRules, $"see group {id}");
        return await groups.GetAsync(id, cancellationToken);
    }

    /// <summary>The id of the new group.</summary>
    /// <exception cref="AccountException">The name is taken, or something given is not possible.</exception>
    public Task<string> CreateAsync(Actor by, GroupDraft draft, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, Policies.AdministerRules, AuditActions.GroupChanged, draft.Name,
        () => groups.CreateAsync(draft.Name, draft.Role, draft.Limits, draft.Members, cancellationToken),
        id => (id, $"{draft.Name} made"));

    /// <exception cref="AccountException">There is no such group, or the name is taken.</exception>
    public Task ChangeAsync(Actor by, string id, GroupDraft draft, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, Policies.AdministerRules, AuditActions.GroupChanged, id,
        async () =>
        {
            var (group, _) = await groups.GetAsync(id, cancellationToken);
            await groups.ChangeAsync(group with { Name = draft.Name, Role = draft.Role, Limits = draft.Limits }, draft.Members,
                cancellationToken);
            return draft.Name;
        },
        name => (id, name));

    /// <summary>The user is in these groups from now on, and in no other.</summary>
    /// <exception cref="AccountException">There is no such user or group.</exception>
    public async Task SetOfUserAsync(Actor by, string userId, IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken = default)
    {
        foreach (var (group, members) in await ListAsync(by, cancellationToken))
        {
            if (members.Contains(userId) == ids.Contains(group.Id))
                continue;
            string[] after = ids.Contains(group.Id) ? [.. members, userId] : [.. members.Where(member => member != userId)];
            await ChangeAsync(by, group.Id, new(group.Name, group.Role, group.Limits, after), cancellationToken);
        }
    }

    /// <exception cref="AccountException">There is no such group.</exception>
    public Task RemoveAsync(Actor by, string id, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, Policies.AdministerRules, AuditActions.GroupChanged, id,
        async () =>
        {
            await groups.RemoveAsync(id, cancellationToken);
            return id;
        },
        _ => (id, "deleted"));
}
