using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth;

/// <summary>Which lines of the audit log are meant, newest first.</summary>
public sealed record AuditFilter
{
    /// <summary>Only lines older than the one with this id; null begins with the newest.</summary>
    public long? Before { get; init; }

    /// <summary>An action, or the beginning of several: "key" means key.created, key.revoked …</summary>
    public string? Action { get; init; }

    public AuditResult? Result { get; init; }

    /// <summary>A user's id or name.</summary>
    public string? User { get; init; }

    /// <summary>Occurs in target, detail or address; case does not matter.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public int Limit { get; init; } = 100;
}

/// <summary>The audit log as rows.</summary>
internal sealed class AuditStore(StudioDb db)
{
    public async Task AddAsync(IReadOnlyList<AuditLine> lines)
    {
        await using var connection = await db.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO audit (at, action, result, user_id, user_name, address, user_agent, target, detail, times)
            VALUES (@at, @Action, @result, @UserId, @UserName, @Address, @UserAgent, @Target, @Detail, @Times)
            """,
            lines.Select(line => new
            {
                at = line.At.ToUnixTimeMilliseconds(),
                line.Action,
                result = NameOf(line.Result),
                line.UserId,
                line.UserName,
                line.Address,
                line.UserAgent,
                line.Target,
                line.Detail,
                line.Times,
            }),
            transaction);
        await transaction.CommitAsync();
    }

    public async Task<IReadOnlyList<AuditLine>> FindAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id, at, action, result, user_id, user_name, address, user_agent, target, detail, times FROM audit
            WHERE (@before IS NULL OR id < @before)
              AND (@action IS NULL OR action = @action OR action LIKE @actions ESCAPE '\')
              AND (@result IS NULL OR result = @result)
              AND (@user IS NULL OR user_id = @user OR user_name = @user)
              AND (@text IS NULL OR target LIKE @text ESCAPE '\' OR detail LIKE @text ESCAPE '\' OR address LIKE @text ESCAPE '\')
              AND (@since IS NULL OR at >= @since) AND (@until IS NULL OR at < @until)
            ORDER BY id DESC LIMIT @limit
            """,
            new
            {
                before = filter.Before,
                action = OrNull(filter.Action),
                actions = OrNull(filter.Action) is { } action ? $"{Literal(action)}.%" : null,
                result = filter.Result is { } result ? NameOf(result) : null,
                user = OrNull(filter.User),
                text = OrNull(filter.Text) is { } text ? $"%{Literal(text)}%" : null,
                since = filter.Since?.ToUnixTimeMilliseconds(),
                until = filter.Until?.ToUnixTimeMilliseconds(),
                limit = Math.Max(0, filter.Limit),
            },
            cancellationToken: cancellationToken));
        return rows.Select(row => row.ToLine()).ToList();
    }

    /// <summary>
    /// Forgets what is older, then the oldest beyond the number; refusals, which strangers can make, only ever fill half of it.
    /// </summary>
    public async Task TrimAsync(DateTimeOffset oldest, int most)
    {
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync(
            """
            DELETE FROM audit WHERE at < @oldest;
            DELETE FROM audit WHERE result = 'refused' AND id <= (SELECT id FROM audit WHERE result = 'refused' ORDER BY id DESC LIMIT 1 OFFSET @half);
            DELETE FROM audit WHERE id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET @most);
            """,
            new { oldest = oldest.ToUnixTimeMilliseconds(), half = most / 2, most });
    }

    public static string NameOf(AuditResult result) => result.ToString().ToLowerInvariant();

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Literal(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");

    private sealed class Row
    {
        public long Id { get; set; }

        public long At { get; set; }

        public string Action { get; set; } = "";

        public string Result { get; set; } = "";

        public string? UserId { get; set; }

        public string? UserName { get; set; }

        public string? Address { get; set; }

        public string? UserAgent { get; set; }

        public string? Target { get; set; }

        public string? Detail { get; set; }

        public int Times { get; set; }

        public AuditLine ToLine() => new(
            Id, DateTimeOffset.FromUnixTimeMilliseconds(At), Action, Enum.Parse<AuditResult>(Result, ignoreCase: true), UserId, UserName,
            Address, UserAgent, Target, Detail, Times);
    }
}
