namespace Studio.Web.Auth.Users;

/// <summary>The rules of teams. A change acts at once on all who are or were in the group.</summary>
internal sealed class Groups(GroupStore store, EndedAccess ended, TimeProvider time)
{
    public Task<IReadOnlyList<(Group Group, IReadOnlyList<string> Members)>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    /// <exception cref="AccountException">There is no such group.</exception>
    public async Task<(Group Group, IReadOnlyList<string> Members)> GetAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } group
            ? (group, await store.MembersAsync(id, cancellationToken))
            : throw AccountException.Missing("group");

    /// <exception cref="AccountException">The name is taken, or something given is not possible.</exception>
    public async Task<string> CreateAsync(string name, string? role, Limits limits, IReadOnlyCollection<string>? members,
        CancellationToken cancellationToken)
    {
        var group = new Group($"g-{Guid.NewGuid():N}", UserAccounts.RequireName(name),
            role is null ? null : UserAccounts.RequireRole(role), limits, time.GetUtcNow());
        if (!await store.AddAsync(group, cancellationToken))
            throw AccountException.Taken($"There already is a group called {group.Name}.", "name");
        if (members is not null)
            await SetMembersAsync(group.Id, members, cancellationToken);
        return group.Id;
    }

    /// <exception cref="AccountException">There is no such group, or the name is taken.</exception>
    public async Task ChangeAsync(Group changed, IReadOnlyCollection<string>? members, CancellationToken cancellationToken)
    {
        var (group, before) = await GetAsync(changed.Id, cancellationToken);
        if (!await store.UpdateAsync(changed with { Name = UserAccounts.RequireName(changed.Name) }, cancellationToken))
            throw AccountException.Taken($"There already is a group called {changed.Name}.", "name");
        if (changed.Role != group.Role)
            Tell(before);
        if (members is not null)
            await SetMembersAsync(changed.Id, members, cancellationToken);
    }

    /// <exception cref="AccountException">There is no such group.</exception>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var (_, members) = await GetAsync(id, cancellationToken);
        await store.RemoveAsync(id, cancellationToken);
        Tell(members);
    }

    private async Task SetMembersAsync(string id, IReadOnlyCollection<string> members, CancellationToken cancellationToken)
    {
        var before = await store.MembersAsync(id, cancellationToken);
        await store.SetMembersAsync(id, members, cancellationToken);
        var after = await store.MembersAsync(id, cancellationToken);
        if (members.Except(after).FirstOrDefault() is { } unknown)
            throw AccountException.Bad($"There is no user with the id {unknown}; the others are members now.");
        Tell(before.Except(after).Concat(after.Except(before)));
    }

    private void Tell(IEnumerable<string> users)
    {
        foreach (var user in users)
            ended.Tell(EndedAccess.User(user));
    }
}
