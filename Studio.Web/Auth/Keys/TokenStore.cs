using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Keys;

/// <summary>A token that this server has signed, without the token.</summary>
/// <param name="Credential">What it stands on; see <see cref="Credentials.Standing"/>.</param>
internal sealed record IssuedToken(
    string Id, string Owner, string Name, string Credential, IReadOnlySet<string> Scopes, DateTimeOffset Created, DateTimeOffset Expires,
    DateTimeOffset? Revoked);

/// <summary>Signed tokens as rows, until they expire. Knows no rules.</summary>
internal sealed class TokenStore(StudioDb db)
{
    private const string Columns = "id, owner, name, credential, scopes, created_at, expires_at, revoked_at";

    public async Task AddAsync(IssuedToken token, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM tokens WHERE expires_at < @now", new { now = token.Created.ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync(
            "INSERT INTO tokens (id, owner, name, credential, scopes, created_at, expires_at) VALUES (@Id, @Owner, @Name, @Credential, @scopes, @created, @expires)",
            new
            {
                token.Id,
                token.Owner,
                token.Name,
                token.Credential,
                scopes = string.Join(' ', token.Scopes),
                created = token.Created.ToUnixTimeMilliseconds(),
                expires = token.Expires.ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>The tokens of one owner, or of everybody when null, newest first.</summary>
    public async Task<IReadOnlyList<IssuedToken>> ListAsync(string? owner, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM tokens WHERE (@owner IS NULL OR owner = @owner) ORDER BY created_at DESC, id",
            new { owner })).Select(row => row.ToToken())];
    }

    public async Task<IssuedToken?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM tokens WHERE id = @id", new { id }))?.ToToken();
    }

    /// <summary>False when it is not there, not this owner's (null: anybody's), or was revoked before.</summary>
    public async Task<bool> RevokeAsync(string id, string? owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE tokens SET revoked_at = @now WHERE id = @id AND (@owner IS NULL OR owner = @owner) AND revoked_at IS NULL",
            new { id, owner, now = now.ToUnixTimeMilliseconds() }) > 0;
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Owner { get; set; } = "";

        public string Name { get; set; } = "";

        public string Credential { get; set; } = "";

        public string Scopes { get; set; } = "";

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public long? RevokedAt { get; set; }

        public IssuedToken ToToken() => new(
            Id,
            Owner,
            Name,
            Credential,
            Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
            RevokedAt is { } revoked ? DateTimeOffset.FromUnixTimeMilliseconds(revoked) : null);
    }
}
