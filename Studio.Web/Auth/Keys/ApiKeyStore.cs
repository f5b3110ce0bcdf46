using System.Net;
using System.Text.Json;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Keys;

/// <summary>Managed keys as rows. Knows no rules.</summary>
internal sealed class ApiKeyStore(StudioDb db)
{
    private const string Columns =
        "id, owner, name, hash, scopes, workflows, addresses, requests_per_minute, images_per_day, gpu_seconds_per_day, created_at, expires_at, revoked_at, "
        + "replaced_by, last_used_at, last_used_from";

    public async Task<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM api_keys WHERE id = @id", new { id }))?.ToKey();
    }

    /// <summary>The same for code that cannot await.</summary>
    public ApiKey? Find(string id)
    {
        using var connection = db.Open();
        return connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM api_keys WHERE id = @id", new { id })?.ToKey();
    }

    /// <summary>The keys of one owner, or of everybody when null, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string? owner, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM api_keys WHERE (@owner IS NULL OR owner = @owner) ORDER BY created_at DESC, id", new { owner })).Select(
                row => row.ToKey())];
    }

    /// <summary>False when the public part is taken.</summary>
    public async Task<bool> AddAsync(ApiKey key, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            $"INSERT INTO api_keys ({Columns}) VALUES (@Id, @Owner, @Name, @Hash, @scopes, @workflows, @addresses, @RequestsPerMinute, @ImagesPerDay, "
            + "@GpuSecondsPerDay, @created, @expires, NULL, NULL, NULL, NULL) ON CONFLICT DO NOTHING",
            new
            {
                key.Id,
                key.Owner,
                key.Name,
                key.Hash,
                scopes = string.Join(' ', key.Scopes),
                workflows = key.Workflows is null ? null : JsonSerializer.Serialize(key.Workflows),
                addresses = key.Addresses is null ? null : string.Join(' ', key.Addresses),
                key.Limits.RequestsPerMinute,
                key.Limits.ImagesPerDay,
                key.Limits.GpuSecondsPerDay,
                created = key.Created.ToUnixTimeMilliseconds(),
                expires = key.Expires?.ToUnixTimeMilliseconds(),
            }) > 0;
    }

    /// <summary>False when it was revoked before or is not there.</summary>
    public async Task<bool> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE api_keys SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL",
            new { id, now = now.ToUnixTimeMilliseconds() }) > 0;
    }

    /// <summary>Another key has taken its place; it counts until <paramref name="expires"/> and not longer than before.</summary>
    public async Task ReplaceAsync(string id, string replacedBy, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            "UPDATE api_keys SET replaced_by = @replacedBy, expires_at = MIN(COALESCE(expires_at, @expires), @expires) WHERE id = @id",
            new { id, replacedBy, expires = expires.ToUnixTimeMilliseconds() });
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Owner { get; set; } = "";

        public string Name { get; set; } = "";

        public string Hash { get; set; } = "";

        public string Scopes { get; set; } = "";

        public string? Workflows { get; set; }

        public string? Addresses { get; set; }

        public int? RequestsPerMinute { get; set; }

        public int? ImagesPerDay { get; set; }

        public int? GpuSecondsPerDay { get; set; }

        public long CreatedAt { get; set; }

        public long? ExpiresAt { get; set; }

        public long? RevokedAt { get; set; }

        public string? ReplacedBy { get; set; }

        public long? LastUsedAt { get; set; }

        public string? LastUsedFrom { get; set; }

        public ApiKey ToKey() => new(Id, Owner, Name, Hash, Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet())
        {
            Workflows = Workflows is null ? null : JsonSerializer.Deserialize<HashSet<string>>(Workflows),
            Addresses = Addresses?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(network => IPNetwork.Parse(network)).ToList(),
            Limits = new(RequestsPerMinute, ImagesPerDay, GpuSecondsPerDay),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            Expires = Time(ExpiresAt),
            Revoked = Time(RevokedAt),
            ReplacedBy = ReplacedBy,
            LastUsed = Time(LastUsedAt),
            LastUsedFrom = LastUsedFrom,
        };

        private static DateTimeOffset? Time(long? milliseconds) =>
            milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
    }
}
