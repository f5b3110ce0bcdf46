using System.Text.Json;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Models.Downloads;

/// <summary>Where files came from, as rows.</summary>
public sealed class OriginStore(StudioDb db)
{
    private const string Columns = "path, bytes, hash, source, source_key, page, licence, base_model, words, fetched_at, fetched_by";

    public void Save(ModelOrigin origin)
    {
        using var connection = db.Open();
        connection.Execute(
            $"INSERT OR REPLACE INTO model_origins ({Columns}) "
            + "VALUES (@Path, @Bytes, @Hash, @Source, @SourceKey, @Page, @Licence, @BaseModel, @words, @fetched, @FetchedBy)",
            new
            {
                origin.Path,
                origin.Bytes,
                origin.Hash,
                origin.Source,
                origin.SourceKey,
                origin.Page,
                origin.Licence,
                origin.BaseModel,
                words = JsonSerializer.Serialize(origin.Words),
                fetched = origin.FetchedAt.ToUnixTimeMilliseconds(),
                origin.FetchedBy,
            });
    }

    public IReadOnlyList<ModelOrigin> All()
    {
        using var connection = db.Open();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM model_origins").Select(row => row.ToOrigin())];
    }

    public ModelOrigin? Find(string path)
    {
        using var connection = db.Open();
        return connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM model_origins WHERE path = @path", new { path })?.ToOrigin();
    }

    public IReadOnlyList<ModelOrigin> OfSource(string key)
    {
        using var connection = db.Open();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM model_origins WHERE source_key = @key", new { key }).Select(row => row.ToOrigin())];
    }

    public void Remove(string path)
    {
        using var connection = db.Open();
        connection.Execute("DELETE FROM model_origins WHERE path = @path", new { path });
    }

    /// <summary>A file has another path now.</summary>
    public void Move(string from, string to)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE OR REPLACE model_origins SET path = @to WHERE path = @from", new { from, to });
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public long Bytes { get; set; }

        public string Hash { get; set; } = "";

        public string Source { get; set; } = "";

        public string SourceKey { get; set; } = "";

        public string? Page { get; set; }

        public string? Licence { get; set; }

        public string? BaseModel { get; set; }

        public string Words { get; set; } = "[]";

        public long FetchedAt { get; set; }

        public string FetchedBy { get; set; } = "";

        public ModelOrigin ToOrigin() => new(Path, Bytes, Hash, Source, SourceKey, Page, Licence, BaseModel,
            JsonSerializer.Deserialize<string[]>(Words) ?? [], DateTimeOffset.FromUnixTimeMilliseconds(FetchedAt), FetchedBy);
    }
}
