using System.Data.Common;
using System.Text.Json;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Jobs;

/// <summary>
/// The jobs as rows: all the SQL of the queue. Knows no rules; <see cref="JobLine"/> and <see cref="Leases"/> call it under their lock.
/// </summary>
public sealed class JobStore(StudioDb db)
{
    private const string Columns =
        "id, owner, key_id, number, number_given, state, attempt, client_id, workflow_id, batch, prompt, extra_data, outputs, created_at, started_at, ended_at, error, result, worker, lease_until";

    // the queue's lock is held meanwhile: who only looks must not wait long for a program that keeps the database to itself
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // a database takes only so many
    private const int MostParameters = 500;

    private const string IsWaiting = "state = 'Queued'";
    private const string IsOver = "state IN ('Done', 'Failed', 'Interrupted')";

    /// <summary>Adds a row; <paramref name="place"/> is where in the line.</summary>
    public void Add(Job job, double place, long sequence)
    {
        using var connection = OpenDurable();
        connection.Execute(
            "INSERT INTO jobs (id, owner, key_id, number, number_given, place, sequence, state, attempt, client_id, workflow_id, batch, prompt, extra_data, outputs, created_at) "
            + "VALUES (@Id, @Owner, @KeyId, @Number, @NumberGiven, @place, @sequence, @state, @Attempt, @ClientId, @WorkflowId, @Batch, @Prompt, @ExtraData, @outputs, @created)",
            new
            {
                job.Id,
                job.Owner,
                job.KeyId,
                job.Number,
                job.NumberGiven,
                place,
                sequence,
                state = job.State.ToString(),
                job.Attempt,
                job.ClientId,
                job.WorkflowId,
                job.Batch,
                job.Prompt,
                job.ExtraData,
                outputs = JsonSerializer.Serialize(job.Outputs),
                created = job.Created.ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>Writes state, attempt, times, error, result, and whose it is while it runs.</summary>
    public void Update(Job job, Lease? lease = null)
    {
        using var connection = OpenDurable();
        connection.Execute(
            "UPDATE jobs SET state = @state, attempt = @Attempt, started_at = @started, ended_at = @ended, error = @Error, result = @result, worker = @worker, lease_until = @until, "
            + "end_order = CASE WHEN @ended IS NULL THEN NULL ELSE COALESCE(end_order, (SELECT COALESCE(MAX(end_order), 0) + 1 FROM jobs)) END "
            + "WHERE id = @Id",
            new
            {
                job.Id,
                state = job.State.ToString(),
                job.Attempt,
                started = job.Started?.ToUnixTimeMilliseconds(),
                ended = job.Ended?.ToUnixTimeMilliseconds(),
                job.Error,
                result = job.Result is null ? null : JsonSerializer.Serialize(job.Result),
                worker = lease?.Worker,
                until = lease?.Until.ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>Gives running jobs until then. Lost with the power, no harm is done: then nobody holds them.</summary>
    public void Renew(IEnumerable<string> ids, DateTimeOffset until)
    {
        using var connection = db.Open(Patience);
        connection.Execute("UPDATE jobs SET lease_until = @until WHERE state = 'Running' AND id IN @ids",
            new { ids, until = until.ToUnixTimeMilliseconds() });
    }

    public Job? Find(string id) => Query($"SELECT {Columns} FROM jobs WHERE id = @id", new { id }).SingleOrDefault();

    public bool Exists(string id)
    {
        using var connection = db.Open();
        return connection.ExecuteScalar<long>("SELECT COUNT(*) FROM jobs WHERE id = @id", new { id }) > 0;
    }

    /// <summary>The job to run next.</summary>
    public Job? Next() => Query($"SELECT {Columns} FROM jobs WHERE {IsWaiting} ORDER BY place, sequence LIMIT 1").SingleOrDefault();

    /// <summary>The waiting jobs of one owner, or of all when null, in the order of running.</summary>
    public IReadOnlyList<Job> Waiting(string? owner) => Query(
        $"SELECT {Columns} FROM jobs WHERE {IsWaiting}{Of(owner)} ORDER BY place, sequence", new { owner });

    /// <summary>What runs, and whose it is; of rows of older versions nobody knows.</summary>
    public IReadOnlyList<(Job Job, Lease? Lease)> Leased()
    {
        using var connection = db.Open(Patience);
        return [.. connection.Query<JobRow>($"SELECT {Columns} FROM jobs WHERE state = 'Running'").Select(row =>
            (row.ToJob(), row.ToLease()))];
    }

    /// <summary>Gives every job of one owner to another.</summary>
    public void ChangeOwner(string from, string to)
    {
        using var connection = OpenDurable();
        connection.Execute("UPDATE jobs SET owner = @to WHERE owner = @from", new { from, to });
    }

    public int CountWaiting(string? owner = null)
    {
        using var connection = db.Open();
        return connection.ExecuteScalar<int>($"SELECT COUNT(*) FROM jobs WHERE {IsWaiting}{Of(owner)}", new { owner });
    }

    /// <summary>The line without its prompts, in the order of running.</summary>
    public IReadOnlyList<WaitingJob> Line(string? owner)
    {
        using var connection = db.Open();
        return connection.Query<(string Id, double Number, long Created)>(
                $"SELECT id, number, created_at FROM jobs WHERE {IsWaiting}{Of(owner)} ORDER BY place, sequence", new { owner })
            .Select(row => new WaitingJob(row.Id, row.Number, DateTimeOffset.FromUnixTimeMilliseconds(row.Created)))
            .ToList();
    }

    public IReadOnlyList<Job> History(string? owner, JobFilter filter) =>
        Query($"SELECT {Columns} FROM jobs WHERE {Matches(owner, filter)} ORDER BY {Order(filter)} LIMIT @Limit OFFSET @Offset",
            Parameters(owner, filter));

    /// <summary>The same jobs by name only.</summary>
    public IReadOnlyList<JobKey> Keys(string? owner, JobFilter filter)
    {
        using var connection = db.Open();
        return connection.Query<(string Id, string State, long Created)>(
                $"SELECT id, state, created_at FROM jobs WHERE {Matches(owner, filter)} ORDER BY {Order(filter)} LIMIT @Limit OFFSET @Offset", Parameters(owner, filter))
            .Select(row => new JobKey(row.Id, Enum.Parse<JobState>(row.State), DateTimeOffset.FromUnixTimeMilliseconds(row.Created)))
            .ToList();
    }

    /// <summary>Those of <paramref name="ids"/> that are there, in any order.</summary>
    public IReadOnlyList<Job> Find(IEnumerable<string> ids) =>
        ids.Chunk(MostParameters).SelectMany(chunk => Query($"SELECT {Columns} FROM jobs WHERE id IN @chunk", new { chunk })).ToList();

    public int CountHistory(string? owner, JobFilter filter)
    {
        using var connection = db.Open();
        return connection.ExecuteScalar<int>($"SELECT COUNT(*) FROM jobs WHERE {Matches(owner, filter)}", Parameters(owner, filter));
    }

    /// <summary>Waiting jobs by name: those of one owner or of all, all or only some.</summary>
    public IReadOnlyList<RemovedJob> WaitingNames(string? owner, IReadOnlyCollection<string>? ids)
    {
        using var connection = db.Open();
        var wanted = ids?.ToHashSet(StringComparer.Ordinal);
        return connection.Query<(string Id, string Owner, string? WorkflowId)>(
                $"SELECT id, owner, workflow_id FROM jobs WHERE {IsWaiting} AND (@owner IS NULL OR owner = @owner) ORDER BY place, sequence", new { owner })
            .Where(row => wanted?.Contains(row.Id) != false)
            .Select(row => new RemovedJob(row.Id, row.Owner, row.WorkflowId))
            .ToList();
    }

    public int DeleteWaiting(string? owner, IReadOnlyCollection<string>? ids) => Delete(IsWaiting, owner, ids);

    public int DeleteHistory(string? owner, IReadOnlyCollection<string>? ids) => Delete(IsOver, owner, ids);

    /// <summary>Forgets the oldest ended jobs beyond <paramref name="keep"/>.</summary>
    public void Trim(int keep)
    {
        using var connection = db.Open(Patience);
        connection.Execute(
            "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE end_order IS NOT NULL ORDER BY end_order DESC LIMIT 1000 OFFSET @keep)", new { keep });
    }

    /// <summary>The places of the waiting jobs in <paramref name="ids"/>'s owner view, in the order of running.</summary>
    public IReadOnlyList<(string Id, double Place, long Sequence)> Places(string? owner)
    {
        using var connection = db.Open();
        return connection.Query<(string, double, long)>(
            $"SELECT id, place, sequence FROM jobs WHERE {IsWaiting}{Of(owner)} ORDER BY place, sequence", new { owner }).AsList();
    }

    public void SetPlaces(IEnumerable<(string Id, double Place, long Sequence)> places)
    {
        using var connection = OpenDurable();
        using var transaction = connection.BeginTransaction();
        foreach (var (id, place, sequence) in places)
            connection.Execute("UPDATE jobs SET place = @place, sequence = @sequence WHERE id = @id", new { id, place, sequence },
                transaction);
        transaction.Commit();
    }

    /// <summary>Where the two counters go on: the next number a client is told, and the next sequence.</summary>
    public (long Number, long Sequence) Counters()
    {
        using var connection = db.Open();
        return connection.QuerySingle<(long, long)>(
            "SELECT (SELECT COALESCE(MAX(ABS(number)), -1) + 1 FROM jobs WHERE number_given = 0), (SELECT COALESCE(MAX(sequence), -1) + 1 FROM jobs)");
    }

    public QueuePause? LoadPause()
    {
        using var connection = db.Open();
        var row = connection.QueryFirstOrDefault<(string Kind, string Reason, long Since)>("SELECT kind, reason, since FROM queue_pause");
        return row.Kind is null
            ? null
            : new(Enum.Parse<PauseKind>(row.Kind), row.Reason, DateTimeOffset.FromUnixTimeMilliseconds(row.Since));
    }

    public void SavePause(QueuePause? pause)
    {
        using var connection = OpenDurable();
        using var transaction = connection.BeginTransaction();
        connection.Execute("DELETE FROM queue_pause", transaction: transaction);
        if (pause is not null)
        {
            connection.Execute(
                "INSERT INTO queue_pause (kind, reason, since) VALUES (@kind, @Reason, @since)",
                new { kind = pause.Kind.ToString(), pause.Reason, since = pause.Since.ToUnixTimeMilliseconds() },
                transaction);
        }

        transaction.Commit();
    }

    private static string Order(JobFilter filter) => filter.Order switch
    {
        JobOrder.Oldest => "created_at, sequence",
        JobOrder.FirstEnded => "end_order",
        JobOrder.LastEnded => "end_order DESC",
        JobOrder.Longest => "COALESCE(ended_at - started_at, 0) DESC, sequence DESC",
        JobOrder.Shortest => "COALESCE(ended_at - started_at, 0), sequence",
        _ => "created_at DESC, sequence DESC",
    };

    // only the conditions that are wanted: an index is of no use to "@x IS NULL OR ..."
    private static string Matches(string? owner, JobFilter filter)
    {
        var conditions = new List<string> { "1 = 1" };
        if (filter.States is not null)
            conditions.Add("state IN @States");
        if (filter.Order is JobOrder.FirstEnded or JobOrder.LastEnded && filter.States is { } states && states.All(Job.Ends))
            conditions.Add("end_order IS NOT NULL");
        if (filter.WorkflowId is not null)
            conditions.Add("workflow_id = @WorkflowId");
        if (!string.IsNullOrWhiteSpace(filter.Text))
            conditions.Add("prompt LIKE @Text ESCAPE '\\'");
        return string.Join(" AND ", conditions) + Of(owner);
    }

    private static string Of(string? owner) => owner is null ? "" : " AND owner = @owner";

    private static object Parameters(string? owner, JobFilter filter) => new
    {
        owner,
        States = (filter.States ?? []).Select(state => state.ToString()).ToArray(),
        filter.WorkflowId,
        Text = string.IsNullOrWhiteSpace(filter.Text)
            ? null
            : "%" + filter.Text.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%",
        Limit = Math.Max(0, filter.Limit),
        Offset = Math.Max(0, filter.Offset),
    };

    private int Delete(string state, string? owner, IReadOnlyCollection<string>? ids)
    {
        using var connection = OpenDurable();
        if (ids is null)
            return connection.Execute($"DELETE FROM jobs WHERE {state}{Of(owner)}", new { owner });
        return ids.Chunk(MostParameters).Sum(chunk => connection.Execute(
            $"DELETE FROM jobs WHERE {state}{Of(owner)} AND id IN @chunk", new { owner, chunk }));
    }

    private List<Job> Query(string sql, object? parameters = null)
    {
        using var connection = db.Open();
        return connection.Query<JobRow>(sql, parameters).Select(row => row.ToJob()).ToList();
    }

    /// <summary>A connection whose commits survive a power cut: a queue that says "yes" must mean it.</summary>
    private DbConnection OpenDurable()
    {
        var connection = db.Open(Patience);
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }
}
