using System.Text.Json;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Models.Library;

/// <summary>Notes and the bin as rows. Knows no rules.</summary>
public sealed class LibraryStore(StudioDb db)
{
    private const string Columns = "path, hash, hashed_bytes, hashed_modified, tags, notes, strength, last_used";
    private const string BinColumns = "id, path, bin_path, kind, name, bytes, deleted_at, deleted_by";

    public IReadOnlyDictionary<string, ModelNote> Notes()
    {
        using var connection = db.Open();
        return connection.Query<Row>($"SELECT {Columns} FROM model_notes").Select(row => row.ToNote()).ToDictionary(note => note.Path);
    }

    public ModelNote? Note(string path)
    {
        using var connection = db.Open();
        return connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM model_notes WHERE path = @path", new { path })?.ToNote();
    }

    public void Save(ModelNote note)
    {
        using var connection = db.Open();
        connection.Execute(
            $"INSERT OR REPLACE INTO model_notes ({Columns}) VALUES (@Path, @Hash, @HashedBytes, @modified, @tags, @Notes, @Strength, @used)",
            new
            {
                note.Path,
                note.Hash,
                note.HashedBytes,
                modified = note.HashedModified?.ToUnixTimeMilliseconds(),
                tags = JsonSerializer.Serialize(note.Tags),
                note.Notes,
                note.Strength,
                used = note.LastUsed?.ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>A file has another path now.</summary>
    public void Move(string from, string to)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE OR REPLACE model_notes SET path = @to WHERE path = @from", new { from, to });
    }

    public void AddToBin(BinnedModel model)
    {
        using var connection = db.Open();
        connection.Execute(
            $"INSERT INTO model_bin ({BinColumns}) VALUES (@Id, @Path, @BinPath, @Kind, @Name, @Bytes, @deleted, @DeletedBy)",
            new
            {
                model.Id,
                model.Path,
                model.BinPath,
                model.Kind,
                model.Name,
                model.Bytes,
                deleted = model.DeletedAt.ToUnixTimeMilliseconds(),
                model.DeletedBy,
            });
    }

    public IReadOnlyList<BinnedModel> Bin()
    {
        using var connection = db.Open();
        return [.. connection.Query<BinRow>($"SELECT {BinColumns} FROM model_bin ORDER BY deleted_at DESC").Select(row => row.ToModel())];
    }

    public void RemoveFromBin(string id)
    {
        using var connection = db.Open();
        connection.Execute("DELETE FROM model_bin WHERE id = @id", new { id });
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public string? Hash { get; set; }

        public long? HashedBytes { get; set; }

        public long? HashedModified { get; set; }

        public string Tags { get; set; } = "[]";

        public string Notes { get; set; } = "";

        public double? Strength { get; set; }

        public long? LastUsed { get; set; }

        public ModelNote ToNote() => new(Path, JsonSerializer.Deserialize<string[]>(Tags) ?? [], Notes, Strength)
        {
            Hash = Hash,
            HashedBytes = HashedBytes ?? -1,
            HashedModified = Time(HashedModified),
            LastUsed = Time(LastUsed),
        };

        private static DateTimeOffset? Time(long? milliseconds) =>
            milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
    }

    private sealed class BinRow
    {
        public string Id { get; set; } = "";

        public string Path { get; set; } = "";

        public string BinPath { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Name { get; set; } = "";

        public long Bytes { get; set; }

        public long DeletedAt { get; set; }

        public string DeletedBy { get; set; } = "";

        public BinnedModel ToModel() => new(Id, Path, BinPath, Kind, Name, Bytes, DateTimeOffset.FromUnixTimeMilliseconds(DeletedAt),
            DeletedBy);
    }
}
