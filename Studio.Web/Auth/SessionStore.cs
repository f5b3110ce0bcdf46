using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth;

/// <summary>One signed-in browser.</summary>
/// <param name="Credential">What it was signed in with: "key:" and a fingerprint. When that changes the row is void.</param>
internal sealed record SessionRow(string Id, CurrentUser User, string Credential, bool Persistent);

/// <summary>The server's side of the session cookie. Deleting a row ends that session at once, on every node that shares the database.</summary>
internal sealed class SessionStore(StudioDb db, TimeProvider time)
{
    /// <summary>How long a session may be idle.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(24);

    /// <summary>The id of each session that is ended on this node.</summary>
    public Broadcast<string> Ended { get; } = new(_ => false);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    public async Task AddAsync(SessionRow session, string userAgent, string address, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var now = Now();
        await connection.ExecuteAsync("DELETE FROM sessions WHERE last_seen_at < @cutoff", new { cutoff = now - (long)(Idle + SeenEvery).TotalMilliseconds });
        await connection.ExecuteAsync(
            """
            INSERT INTO sessions (id, user_id, user_name, roles, credential, persistent, user_agent, address, created_at, last_seen_at)
            VALUES (@Id, @userId, @userName, @roles, @Credential, @Persistent, @userAgent, @address, @now, @now)
            """,
            new
            {
                session.Id, session.Credential, session.Persistent, now, address,
                userId = session.User.Id,
                userName = session.User.Name,
                roles = string.Join(',', session.User.Roles),
                userAgent = userAgent.Length > 300 ? userAgent[..300] : userAgent,
            });
    }

    /// <summary>The session of this id; null when it was ended. Notes that it was seen, at most once a minute.</summary>
    public async Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT user_id, user_name, roles, credential, persistent, last_seen_at FROM sessions WHERE id = @id", new { id });
        if (row is null)
            return null;
        var now = Now();
        if (now - row.LastSeenAt >= (long)SeenEvery.TotalMilliseconds)
            await connection.ExecuteAsync("UPDATE sessions SET last_seen_at = @now WHERE id = @id", new { now, id });
        var roles = row.Roles.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return new SessionRow(id, new CurrentUser(row.UserId, row.UserName, roles), row.Credential, row.Persistent != 0);
    }

    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM sessions WHERE id = @id", new { id });
        Ended.Publish(id);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public string UserId { get; set; } = "";

        public string UserName { get; set; } = "";

        public string Roles { get; set; } = "";

        public string Credential { get; set; } = "";

        public long Persistent { get; set; }

        public long LastSeenAt { get; set; }
    }
}
