namespace Studio.Web.Auth.Users;

/// <summary>What is to change about an account; null leaves it as it is.</summary>
internal sealed record UserChange(string? Name = null, string? Role = null, bool? Enabled = null, string? Password = null,
    string? Email = null, Limits? Limits = null);

/// <summary>
/// The rules of accounts. Whatever takes rights away acts at once: sessions go, sockets and pages end. Deleting a user keeps jobs and
/// pictures; the built-in administrator stays, so that there always is one.
/// </summary>
internal sealed class UserAccounts(UserStore users, SessionStore sessions, Passwords passwords, EndedAccess ended, TimeProvider time)
{
    public const int LongestName = 64;

    public Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellationToken) => users.ListAsync(cancellationToken);

    /// <exception cref="AccountException">There is no such user.</exception>
    public async Task<User> GetAsync(string id, CancellationToken cancellationToken) =>
        await users.FindAsync(id, cancellationToken) ?? throw AccountException.Missing("user");

    /// <param name="password">Null: the user signs in by key or elsewhere.</param>
    /// <exception cref="AccountException">The name is taken, or something given is not possible.</exception>
    public async Task<User> CreateAsync(string name, string role, string? password, string? email, Limits limits,
        CancellationToken cancellationToken)
    {
        var plain = RequireName(name);
        if (password is not null)
            RequirePassword(password, plain);
        var user = new User(
            $"u-{Guid.NewGuid():N}", plain, RequireRole(role), password is null ? null : passwords.Hash(password), Passwords.NewStamp(),
            true, email, limits, time.GetUtcNow());
        return await users.AddAsync(user, cancellationToken)
            ? user
            : throw AccountException.Taken($"There already is a user called {plain}.", "name");
    }

    /// <exception cref="AccountException">Nobody has this id, the name is taken, or the built-in administrator would lose its
    /// rights.</exception>
    public async Task<User> ChangeAsync(string id, UserChange change, CancellationToken cancellationToken)
    {
        var user = await GetAsync(id, cancellationToken);
        var changed = user with
        {
            Name = change.Name is { } name ? RequireName(name) : user.Name,
            Role = change.Role is { } role ? RequireRole(role) : user.Role,
            Enabled = change.Enabled ?? user.Enabled,
            Email = change.Email ?? user.Email,
            Limits = change.Limits ?? user.Limits,
        };
        if (user.IsBuiltIn && (!changed.Enabled || changed.Role != user.Role))
            throw AccountException.Taken(
                "The built-in administrator keeps its role and cannot be disabled: the master key must always lead to somebody.");
        if (change.Password is { } password)
        {
            RequirePassword(password, changed.Name);
            changed = changed with { Password = passwords.Hash(password), Stamp = Passwords.NewStamp() };
        }

        if (user.Enabled && !changed.Enabled)
            changed = changed with { Stamp = Passwords.NewStamp() };
        if (!await users.UpdateAsync(changed, cancellationToken))
            throw AccountException.Taken($"There already is a user called {changed.Name}.", "name");
        if (user.Enabled && !changed.Enabled)
            await sessions.RemoveAsync(id, _ => true, cancellationToken);
        if (changed.Stamp != user.Stamp || changed.Role != user.Role)
            ended.Tell(EndedAccess.User(id));
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>The account, its keys and tokens go; jobs and pictures stay with the administrators.</summary>
    /// <exception cref="AccountException">There is no such user, or it is the built-in administrator.</exception>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if ((await GetAsync(id, cancellationToken)).IsBuiltIn)
            throw AccountException.Taken("The built-in administrator cannot be deleted.");
        await users.RemoveAsync(id, cancellationToken);
        await sessions.RemoveAsync(id, _ => true, cancellationToken);
        ended.Tell(EndedAccess.User(id));
    }

    internal static string RequireName(string? name)
    {
        var plain = name?.Trim() ?? "";
        if (plain.Length is 0 or > LongestName)
            throw AccountException.Bad($"A name has 1 to {LongestName} characters.", "name");
        if (plain.Any(c => char.IsControl(c) || c is ':' or '/' or '\\'))
            throw AccountException.Bad("A name has no colon, no slash and no control characters.", "name");
        return plain;
    }

    internal static string RequireRole(string? role) =>
        role is not null && Roles.All.Contains(role)
            ? role
            : throw AccountException.Bad($"A role is one of {string.Join(", ", Roles.All)}.", "role");

    private static void RequirePassword(string password, string name)
    {
        if (Passwords.Problem(password, name) is { } problem)
            throw AccountException.Bad(problem, "password");
    }
}
