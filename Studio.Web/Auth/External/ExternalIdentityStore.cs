using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.External;

/// <summary>Whose account a provider's subject is, as rows. Knows no rules.</summary>
internal sealed class ExternalIdentityStore(StudioDb db)
{
    /// <summary>The id of the account; null when this subject never came.</summary>
    public async Task<string?> FindAsync(string issuer, string subject, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(
            "SELECT user_id FROM external_identities WHERE issuer = @issuer AND subject = @subject", new { issuer, subject });
    }

    /// <summary>False when the subject has an account already.</summary>
    public async Task<bool> AddAsync(string issuer, string subject, string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "INSERT INTO external_identities (issuer, subject, user_id, created_at) VALUES (@issuer, @subject, @userId, @now) ON CONFLICT DO NOTHING",
            new { issuer, subject, userId, now = now.ToUnixTimeMilliseconds() }) > 0;
    }

    /// <summary>Accounts with this e-mail address that nobody of this issuer has yet.</summary>
    public async Task<IReadOnlyList<string>> UnclaimedAsync(string issuer, string email, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<string>(
            """
            SELECT id FROM users
            WHERE email = @email COLLATE NOCASE AND id NOT IN (SELECT user_id FROM external_identities WHERE issuer = @issuer)
            """,
            new { issuer, email })];
    }
}
