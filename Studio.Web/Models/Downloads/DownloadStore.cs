using System.Data.Common;
using System.Text.Json;
using Dapper;
using Studio.Web.Data;
using Studio.Web.Models.Sites;

namespace Studio.Web.Models.Downloads;

/// <summary>Downloads as rows. Knows no rules; <see cref="DownloadQueue"/> calls it under its lock.</summary>
public sealed class DownloadStore(StudioDb db)
{
    private const string Columns = "id, sequence, owner, source, kind, name, priority, state, attempts, retry_at, bytes, total, expected_hash, "
        + "hash, problem, note, staging, remote, created_at, ended_at";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Writes a row whole, new or known.</summary>
    public void Save(Download download)
    {
        using var connection = OpenDurable();
        connection.Execute(
            $"INSERT INTO downloads ({Columns}) VALUES (@Id, @Sequence, @Owner, @source, @Kind, @Name, @Priority, @state, @Attempts, @retry, @Bytes, "
            + "@Total, @ExpectedHash, @Hash, @Problem, @Note, @Staging, @remote, @created, @ended) "
            + "ON CONFLICT (id) DO UPDATE SET kind = @Kind, name = @Name, priority = @Priority, state = @state, attempts = @Attempts, "
            + "retry_at = @retry, bytes = @Bytes, total = @Total, expected_hash = @ExpectedHash, hash = @Hash, problem = @Problem, note = @Note, "
            + "staging = @Staging, remote = @remote, ended_at = @ended",
            new
            {
                download.Id,
                download.Sequence,
                download.Owner,
                source = download.Source.Text,
                download.Kind,
                download.Name,
                download.Priority,
                state = download.State.ToString(),
                download.Attempts,
                retry = download.RetryAt?.ToUnixTimeMilliseconds(),
                download.Bytes,
                download.Total,
                download.ExpectedHash,
                download.Hash,
                download.Problem,
                download.Note,
                download.Staging,
                remote = download.Remote is { } remote ? JsonSerializer.Serialize(remote) : null,
                created = download.Created.ToUnixTimeMilliseconds(),
                ended = download.Ended?.ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>What is not over, in the order of running.</summary>
    public IReadOnlyList<Download> Active() => Query(
        $"SELECT {Columns} FROM downloads WHERE state NOT IN ('Done', 'Cancelled') ORDER BY priority DESC, sequence");

    /// <summary>What is over, the latest first.</summary>
    public IReadOnlyList<Download> Over(int most) => Query(
        $"SELECT {Columns} FROM downloads WHERE state IN ('Done', 'Cancelled') ORDER BY ended_at DESC, sequence DESC LIMIT @most", new { most });

    public Download? Find(string id) => Query($"SELECT {Columns} FROM downloads WHERE id = @id", new { id }).SingleOrDefault();

    public void Remove(string id)
    {
        using var connection = OpenDurable();
        connection.Execute("DELETE FROM downloads WHERE id = @id", new { id });
    }

    public long NextSequence()
    {
        using var connection = db.Open();
        return connection.ExecuteScalar<long>("SELECT COALESCE(MAX(sequence), 0) + 1 FROM downloads");
    }

    /// <summary>Forgets the oldest of what is over beyond so many.</summary>
    public void Trim(int keep)
    {
        using var connection = db.Open(Patience);
        connection.Execute("DELETE FROM downloads WHERE id IN (SELECT id FROM downloads WHERE state IN ('Done', 'Cancelled') "
            + "ORDER BY ended_at DESC, sequence DESC LIMIT 1000 OFFSET @keep)", new { keep });
    }

    private List<Download> Query(string sql, object? parameters = null)
    {
        using var connection = db.Open();
        return connection.Query<Row>(sql, parameters).Select(row => row.ToDownload()).ToList();
    }

    // who was told yes must find it after a power cut
    private DbConnection OpenDurable()
    {
        var connection = db.Open(Patience);
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public long Sequence { get; set; }

        public string Owner { get; set; } = "";

        public string Source { get; set; } = "";

        public string? Kind { get; set; }

        public string? Name { get; set; }

        public int Priority { get; set; }

        public string State { get; set; } = "";

        public int Attempts { get; set; }

        public long? RetryAt { get; set; }

        public long Bytes { get; set; }

        public long? Total { get; set; }

        public string? ExpectedHash { get; set; }

        public string? Hash { get; set; }

        public string? Problem { get; set; }

        public string? Note { get; set; }

        public string Staging { get; set; } = "";

        public string? Remote { get; set; }

        public long CreatedAt { get; set; }

        public long? EndedAt { get; set; }

        public Download ToDownload() => new()
        {
            Id = Id,
            Sequence = Sequence,
            Owner = Owner,
            Source = DownloadSource.Parse(Source),
            Kind = Kind,
            Name = Name,
            Priority = Priority,
            State = Enum.Parse<DownloadState>(State),
            Attempts = Attempts,
            RetryAt = Time(RetryAt),
            Bytes = Bytes,
            Total = Total,
            ExpectedHash = ExpectedHash,
            Hash = Hash,
            Problem = Problem,
            Note = Note,
            Staging = Staging,
            Remote = Remote is null ? null : JsonSerializer.Deserialize<RemoteFile>(Remote),
            Created = Time(CreatedAt)!.Value,
            Ended = Time(EndedAt),
        };

        private static DateTimeOffset? Time(long? milliseconds) =>
            milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
    }
}
