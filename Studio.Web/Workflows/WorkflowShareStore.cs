using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Workflows;

/// <summary>A link to a form.</summary>
/// <param name="Id">What its owner calls it by; opens nothing.</param>
/// <param name="RunsAllowed">How often the form may be run through it, by everybody together.</param>
public sealed record WorkflowShare(string Id, string WorkflowId, int RunsAllowed, int RunsUsed, DateTimeOffset Created,
    DateTimeOffset Expires,
    DateTimeOffset? Revoked)
{
    public bool IsLiveAt(DateTimeOffset now) => Revoked is null && now < Expires && RunsUsed < RunsAllowed;
}

/// <summary>Links to forms as rows. Knows no rules.</summary>
public sealed class WorkflowShareStore(StudioDb db)
{
    private const string Columns = "id, workflow_id, runs_allowed, runs_used, created_at, expires_at, revoked_at";

    public void Add(WorkflowShare share, string tokenHash)
    {
        using var connection = db.Open();
        connection.Execute(
            "INSERT INTO workflow_shares (id, token_hash, workflow_id, runs_allowed, created_at, expires_at) "
            + "VALUES (@Id, @tokenHash, @WorkflowId, @RunsAllowed, @created, @expires)",
            new { share.Id, tokenHash, share.WorkflowId, share.RunsAllowed, created = share.Created.ToUnixTimeMilliseconds(),
                expires = share.Expires.ToUnixTimeMilliseconds() });
    }

    public WorkflowShare? Find(string tokenHash) => Query("token_hash = @tokenHash", new { tokenHash }).FirstOrDefault();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<WorkflowShare> Of(string workflowId) => Query("workflow_id = @workflowId", new { workflowId });

    /// <summary>Counts a run, unless all that were allowed are used. One step, so that two at once cannot be one too many.</summary>
    public bool Take(string id)
    {
        using var connection = db.Open();
        return connection.Execute(
            "UPDATE workflow_shares SET runs_used = runs_used + 1 WHERE id = @id AND runs_used < runs_allowed AND revoked_at IS NULL",
                new { id }) > 0;
    }

    /// <summary>A run that was counted did not come to be.</summary>
    public void GiveBack(string id)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE workflow_shares SET runs_used = runs_used - 1 WHERE id = @id AND runs_used > 0", new { id });
    }

    public void Revoke(string id, DateTimeOffset now)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE workflow_shares SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL",
            new { id, now = now.ToUnixTimeMilliseconds() });
    }

    private List<WorkflowShare> Query(string where, object with)
    {
        using var connection = db.Open();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM workflow_shares WHERE {where} ORDER BY created_at DESC, id", with)
            .Select(row => row.ToShare())];
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string WorkflowId { get; set; } = "";

        public int RunsAllowed { get; set; }

        public int RunsUsed { get; set; }

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public long? RevokedAt { get; set; }

        public WorkflowShare ToShare() => new(Id, WorkflowId, RunsAllowed, RunsUsed, Time(CreatedAt), Time(ExpiresAt),
            RevokedAt is { } revoked ? Time(revoked) : null);

        private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
