using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.External;

/// <summary>Somebody whom a provider vouches for.</summary>
/// <param name="Subject">The provider's own, lasting name for them.</param>
/// <param name="Email">Only one that the provider has verified; null otherwise.</param>
/// <param name="RoleValues">What the role claim holds.</param>
internal sealed record ExternalPerson(string Provider, string Issuer, string Subject, string? Email, string Name,
    IReadOnlyCollection<string> RoleValues);

/// <summary>
/// The account of whoever proves elsewhere who they are: found by issuer and subject, else the one that an administrator made with this
/// verified e-mail address, else a new one. An address alone never leads to an account that another subject of the same issuer has.
/// </summary>
internal sealed class ExternalAccounts(UserStore users, UserAccounts accounts, ExternalIdentityStore identities, Audit audit,
    TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <returns>The user, or a sentence why not.</returns>
    public async Task<(User? User, string Refusal)> PersonAsync(ExternalPerson person, StudioOptions.ExternalOptions options,
        CancellationToken cancellationToken)
    {
        var who = person.Email ?? person.Name;
        if (!ExternalRules.Admits(options, person.Email))
            return (null, $"{who} may not use this server. Ask its administrator to be let in.");
        if (ExternalRules.RoleOf(options, person.Email, person.RoleValues) is not { } role)
            return (null, $"{who} has no role on this server. Ask its administrator for one.");
        var user = await FindAsync(person.Issuer, person.Subject, cancellationToken) ?? await AddAsync(person, role, cancellationToken);
        if (!user.Enabled)
            return (null, $"The account of {who} is disabled.");
        return (options.RoleMap.Length > 0 ? await WithRoleAsync(user, role, person.Provider, cancellationToken) : user, "");
    }

    /// <summary>The account that a program acts as; made when it comes for the first time. It may be disabled.</summary>
    public async Task<User> ServiceAsync(string provider, string issuer, string name, CancellationToken cancellationToken)
    {
        var subject = $"service:{name}";
        return await FindAsync(issuer, subject, cancellationToken)
            ?? await AddAsync(new(provider, issuer, subject, null, name, []), Roles.Artist, cancellationToken);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<User?> FindAsync(string issuer, string subject, CancellationToken cancellationToken) =>
        await identities.FindAsync(issuer, subject, cancellationToken) is { } id ? await users.FindAsync(id, cancellationToken) : null;

    private async Task<User> AddAsync(ExternalPerson person, string role, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken); // a page's first requests come together
        try
        {
            if (await FindAsync(person.Issuer, person.Subject, cancellationToken) is { } known)
                return known;
            var user = await UnclaimedAsync(person, cancellationToken) ?? await CreateAsync(person, role, cancellationToken);
            if (await identities.AddAsync(person.Issuer, person.Subject, user.Id, time.GetUtcNow(), cancellationToken))
                return user;
        }
        finally
        {
            _oneAtATime.Release();
        }

        // another node was quicker
        return await FindAsync(person.Issuer, person.Subject, cancellationToken)
            ?? throw new InvalidOperationException("An identity vanished while it was made.");
    }

    private async Task<User?> UnclaimedAsync(ExternalPerson person, CancellationToken cancellationToken)
    {
        if (person.Email is null || await identities.UnclaimedAsync(person.Issuer, person.Email, cancellationToken) is not [var id])
            return null;
        audit.Record(AuditEntry.BySystem(AuditActions.UserChanged) with { Target = id,
            Detail = $"signs in through {person.Provider} as {person.Email}" });
        return await users.FindAsync(id, cancellationToken);
    }

    private async Task<User> CreateAsync(ExternalPerson person, string role, CancellationToken cancellationToken)
    {
        var name = PlainName(person.Email ?? person.Name);
        var user = new User($"u-{Guid.NewGuid():N}", name, role, null, Passwords.NewStamp(), true, person.Email, Limits.None,
            time.GetUtcNow());
        for (var number = 2; !await users.AddAsync(user, cancellationToken); number++)
            user = user with { Name = $"{name} {number}" };
        audit.Record(AuditEntry.BySystem(AuditActions.UserCreated) with { Target = user.Id,
            Detail = $"{user.Name}, {role}, through {person.Provider}" });
        return user;
    }

    private async Task<User> WithRoleAsync(User user, string role, string provider, CancellationToken cancellationToken)
    {
        if (user.Role == role || user.IsBuiltIn)
            return user;
        var changed = await accounts.ChangeAsync(user.Id, new(Role: role), cancellationToken); // what is open with the old rights ends
        audit.Record(AuditEntry.BySystem(AuditActions.UserChanged) with { Target = user.Id,
            Detail = $"{user.Name}, {role} instead of {user.Role}, through {provider}" });
        return changed;
    }

    private static string PlainName(string name)
    {
        const int RoomForANumber = 8;
        var plain = string.Concat(name.Select(c => char.IsControl(c) || c is ':' or '/' or '\\' ? ' ' : c)).Trim();
        if (plain.Length == 0)
            plain = "somebody";
        return plain.Length > UserAccounts.LongestName - RoomForANumber
            ? plain[..(UserAccounts.LongestName - RoomForANumber)].Trim()
            : plain;
    }
}
