namespace Studio.Web.Auth.Users;

/// <summary>What a new account is to be.</summary>
/// <param name="Password">Null: the user signs in by key or elsewhere.</param>
internal sealed record NewUser(string Name, string Role, string? Password, string? Email = null)
{
    public Limits Limits { get; init; } = Limits.None;
}

/// <summary>Accounts, for administrators, through every door.</summary>
internal sealed class UserManagement(UserAccounts accounts, Guard guard)
{
    public async Task<IReadOnlyList<User>> ListAsync(Actor by, CancellationToken cancellationToken = default)
    {
        guard.Require(by, Policies.AdministerRules, "list users");
        return await accounts.ListAsync(cancellationToken);
    }

    /// <exception cref="AccountException">There is no such user.</exception>
    public async Task<User> GetAsync(Actor by, string id, CancellationToken cancellationToken = default)
    {
        guard.Require(by, Policies.AdministerRules, $"see user {id}");
        return await accounts.GetAsync(id, cancellationToken);
    }

    /// <exception cref="AccountException">The name is taken, or something given is not possible.</exception>
    public Task<User> CreateAsync(Actor by, NewUser wanted, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, Policies.AdministerRules, AuditActions.UserCreated, wanted.Name,
        () => accounts.CreateAsync(wanted.Name, wanted.Role, wanted.Password, wanted.Email, wanted.Limits, cancellationToken),
        user => (user.Id, $"{user.Name}, {user.Role}"));

    /// <exception cref="AccountException">There is no such user, or the change is not possible.</exception>
    public Task<User> ChangeAsync(Actor by, string id, UserChange change, CancellationToken cancellationToken = default) => guard.DoAsync(
        by, Policies.AdministerRules, change.Password is null ? AuditActions.UserChanged : AuditActions.PasswordChanged, id,
        () => accounts.ChangeAsync(id, change, cancellationToken),
        user => (id, $"{user.Name}, {user.Role}, {(user.Enabled ? "enabled" : "disabled")}"));

    /// <exception cref="AccountException">There is no such user, or it is the built-in administrator.</exception>
    public Task RemoveAsync(Actor by, string id, CancellationToken cancellationToken = default) =>
        guard.DoAsync(by, Policies.AdministerRules, AuditActions.UserDeleted, id, async () =>
    {
        await accounts.RemoveAsync(id, cancellationToken);
        return true;
    });
}
