using System.Security.Cryptography;
using System.Text;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth;

/// <summary>One signed-in browser.</summary>
/// <param name="Credential">What it was signed in with (<see cref="Credentials.Standing"/>); when that ends the row is void.</param>
/// <param name="LastSeen">To the minute. In the future after the clock was set back, until it has caught up.</param>
internal sealed record SessionRow(string Id, string UserId, string Credential, bool Persistent, DateTimeOffset LastSeen = default);

/// <summary>The same as its user and administrators may see it: without the id that the cookie holds.</summary>
/// <param name="Handle">Names the session in lists; worth nothing as a credential.</param>
internal sealed record SessionEntry(string Handle, string UserId, DateTimeOffset Created, DateTimeOffset LastSeen, string UserAgent,
    string Address);

/// <summary>
/// The server's side of the session cookie. Deleting a row ends that session at once, on every node that shares the database.
/// </summary>
internal sealed class SessionStore(StudioDb db, EndedAccess ended, LastSeenStore seen, TimeProvider time)
{
    /// <summary>How long a session may be idle.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(24);

    private const int LongestUserAgent = 300;

    /// <summary>How long somebody who signs in waits for another writer before being told to try again.</summary>
    private static readonly TimeSpan SignInPatience = TimeSpan.FromSeconds(3);

    /// <summary>How exact the time is at which a session was last seen.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    public static string HandleOf(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"session handle:{id}")))[..16];

    public async Task AddAsync(SessionRow session, string userAgent, string address, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(SignInPatience, cancellationToken);
        var now = Now();
        await connection.ExecuteAsync("DELETE FROM sessions WHERE last_seen_at < @cutoff", new { cutoff = OldestLive(now) });
        await connection.ExecuteAsync(
            """
            INSERT INTO sessions (id, user_id, credential, persistent, user_agent, address, created_at, last_seen_at)
            VALUES (@Id, @UserId, @Credential, @Persistent, @userAgent, @address, @now, @now)
            """,
            new
            {
                session.Id, session.UserId, session.Credential, session.Persistent, now, address,
                userAgent = userAgent.Length > LongestUserAgent ? userAgent[..LongestUserAgent] : userAgent,
            });
    }

    /// <summary>
    /// The session of this id; null when it was ended. Notes that it was seen, at most once a minute, where that can be written.
    /// </summary>
    public async Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT id, user_id, credential, persistent, last_seen_at FROM sessions WHERE id = @id", new { id });
        if (row is null)
            return null;
        var now = Now();
        if (now - row.LastSeenAt >= (long)SeenEvery.TotalMilliseconds)
            await seen.SessionAsync(id, now);
        return new SessionRow(id, row.UserId, row.Credential, row.Persistent != 0, DateTimeOffset.FromUnixTimeMilliseconds(row.LastSeenAt));
    }

    /// <summary>From where it was signed in; null when it was ended.</summary>
    public async Task<string?> AddressOfAsync(string id, CancellationToken cancellationToken = default)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>("SELECT address FROM sessions WHERE id = @id", new { id });
    }

    /// <summary>Whether this user has a session that was signed in from this address.</summary>
    public async Task<bool> IsFromAsync(string userId, string address, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            "SELECT EXISTS (SELECT 1 FROM sessions WHERE user_id = @userId AND address = @address AND last_seen_at >= @cutoff)",
            new { userId, address, cutoff = OldestLive(Now()) }) != 0;
    }

    /// <summary>The sessions of one user, or of everybody when null, last seen first.</summary>
    public async Task<IReadOnlyList<SessionEntry>> ListAsync(string? userId, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return [.. (await RowsAsync(connection, userId)).Select(row => new SessionEntry(
            HandleOf(row.Id), row.UserId, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.LastSeenAt), row.UserAgent, row.Address))];
    }

    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM sessions WHERE id = @id", new { id });
        ended.Tell(EndedAccess.Session(id));
    }

    /// <summary>Ends the sessions of a user (null: of everybody) that <paramref name="which"/> says; returns how many.</summary>
    public async Task<int> RemoveAsync(string? userId, Func<string, bool> which, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var removed = 0;
        foreach (var row in await RowsAsync(connection, userId))
        {
            if (!which(row.Id))
                continue;
            await RemoveAsync(row.Id, cancellationToken);
            removed++;
        }

        return removed;
    }

    private async Task<IEnumerable<Row>> RowsAsync(System.Data.Common.DbConnection connection, string? userId) =>
        await connection.QueryAsync<Row>(
        "SELECT * FROM sessions WHERE last_seen_at >= @cutoff AND (@userId IS NULL OR user_id = @userId) ORDER BY last_seen_at DESC, id",
        new { userId, cutoff = OldestLive(Now()) });

    private static long OldestLive(long now) => now - (long)(Idle + SeenEvery).TotalMilliseconds;

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string UserId { get; set; } = "";

        public string Credential { get; set; } = "";

        public long Persistent { get; set; }

        public string UserAgent { get; set; } = "";

        public string Address { get; set; } = "";

        public long CreatedAt { get; set; }

        public long LastSeenAt { get; set; }
    }
}
