using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Pairing;

internal enum PairingState
{
    Open,
    Approved,
    Denied,

    /// <summary>The key was handed out.</summary>
    Taken,
}

/// <summary>A program that asks to be let in.</summary>
/// <param name="Scopes">Null: all that whoever approves may give.</param>
/// <param name="Address">From where it asks.</param>
/// <param name="UserId">Who decided.</param>
internal sealed record PairingRequest(string DeviceHash, string UserHash, string Name, IReadOnlyList<string>? Scopes, string Address,
    string UserAgent, DateTimeOffset Created, DateTimeOffset Expires)
{
    public PairingState State { get; init; }

    public string? UserId { get; init; }

    public DateTimeOffset PollAfter { get; init; }

    public int PollSeconds { get; init; }

    /// <summary>
    /// Not over yet; one that was made in the future is, since the clock was set back and nobody knows how long ago that was.
    /// </summary>
    public bool IsOpenAt(DateTimeOffset now) => now < Expires && now >= Created - TimeSpan.FromMinutes(1);
}

/// <summary>Pairings as rows. Knows no rules.</summary>
internal sealed class PairingStore(StudioDb db)
{
    private const string Columns =
        "device_hash, user_hash, name, scopes, address, user_agent, state, user_id, created_at, expires_at, poll_after, poll_seconds";

    /// <summary>False when a limit is reached. Rows that ended before <paramref name="forget"/> go.</summary>
    public async Task<bool> AddAsync(PairingRequest pairing, DateTimeOffset forget, int most, int mostOfAddress,
        CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM pairings WHERE expires_at < @forget", new { forget = forget.ToUnixTimeMilliseconds() });
        return await connection.ExecuteAsync(
            """
            INSERT INTO pairings (device_hash, user_hash, name, scopes, address, user_agent, created_at, expires_at, poll_after, poll_seconds)
            SELECT @DeviceHash, @UserHash, @Name, @scopes, @Address, @UserAgent, @created, @expires, @created, @PollSeconds
            WHERE (SELECT COUNT(*) FROM pairings WHERE expires_at > @created) < @most
              AND (SELECT COUNT(*) FROM pairings WHERE expires_at > @created AND address = @Address) < @mostOfAddress
            """,
            new
            {
                pairing.DeviceHash, pairing.UserHash, pairing.Name, pairing.Address, pairing.UserAgent, pairing.PollSeconds, most,
                mostOfAddress,
                scopes = pairing.Scopes is null ? null : string.Join(' ', pairing.Scopes),
                created = pairing.Created.ToUnixTimeMilliseconds(),
                expires = pairing.Expires.ToUnixTimeMilliseconds(),
            }) > 0;
    }

    public Task<PairingRequest?> FindByDeviceAsync(string hash, CancellationToken cancellationToken) =>
        SingleAsync("device_hash", hash, cancellationToken);

    public Task<PairingRequest?> FindByUserCodeAsync(string hash, CancellationToken cancellationToken) =>
        SingleAsync("user_hash", hash, cancellationToken);

    /// <summary>From one state to another, once. False when it is in another one or over.</summary>
    public async Task<bool> MoveAsync(string deviceHash, PairingState from, PairingState to, string userId, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE pairings SET state = @to, user_id = @userId WHERE device_hash = @deviceHash AND state = @from AND expires_at > @now",
            new { deviceHash, userId, from = Word(from), to = Word(to), now = now.ToUnixTimeMilliseconds() }) > 0;
    }

    public async Task PolledAsync(string deviceHash, DateTimeOffset after, int seconds, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            "UPDATE pairings SET poll_after = @after, poll_seconds = @seconds WHERE device_hash = @deviceHash",
            new { deviceHash, seconds, after = after.ToUnixTimeMilliseconds() });
    }

    private async Task<PairingRequest?> SingleAsync(string column, string hash, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM pairings WHERE {column} = @hash",
            new { hash }))?.ToPairing();
    }

    private static string Word(PairingState state) => state.ToString().ToLowerInvariant();

    private sealed class Row
    {
        public string DeviceHash { get; set; } = "";

        public string UserHash { get; set; } = "";

        public string Name { get; set; } = "";

        public string? Scopes { get; set; }

        public string Address { get; set; } = "";

        public string UserAgent { get; set; } = "";

        public string State { get; set; } = "";

        public string? UserId { get; set; }

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public long PollAfter { get; set; }

        public int PollSeconds { get; set; }

        public PairingRequest ToPairing() =>
            new(DeviceHash, UserHash, Name, Scopes?.Split(' '), Address, UserAgent, Time(CreatedAt), Time(ExpiresAt))
        {
            State = Enum.Parse<PairingState>(State, ignoreCase: true),
            UserId = UserId,
            PollAfter = Time(PollAfter),
            PollSeconds = PollSeconds,
        };

        private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
