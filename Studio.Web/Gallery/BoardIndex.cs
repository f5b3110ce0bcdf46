using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Gallery;

/// <summary>All the SQL of boards. Knows no rules.</summary>
public sealed class BoardIndex(StudioDb db)
{
    // SQLite takes a limited number of values in one statement
    private const int PerStatement = 500;

    /// <param name="viewer">Whose boards.</param>
    /// <param name="owner">Whose pictures count; null is everybody's.</param>
    public IReadOnlyList<Board> Of(string viewer, string? owner)
    {
        using var connection = db.Open();
        var seen = owner is null ? "p.binned_at IS NULL"
            : "EXISTS (SELECT 1 FROM picture_owners o WHERE o.picture_id = p.id AND o.owner = @owner AND COALESCE(o.binned_at, p.binned_at) IS NULL)";
        return connection.Query<(string Id, string Name, long Count)>(
            "SELECT b.id, b.name, (SELECT COUNT(*) FROM board_pictures l JOIN pictures p ON p.id = l.picture_id "
            + $"WHERE l.board_id = b.id AND p.folder = 'output' AND {seen}) FROM boards b WHERE b.owner = @viewer ORDER BY b.name",
            new { viewer, owner }).Select(row => new Board(row.Id, row.Name, (int)row.Count)).ToList();
    }

    public bool Has(string viewer, string id)
    {
        using var connection = db.Open();
        return connection.ExecuteScalar<long>("SELECT COUNT(*) FROM boards WHERE id = @id AND owner = @viewer", new { id, viewer }) > 0;
    }

    /// <summary>False when the person has one of this name.</summary>
    public bool Add(string viewer, string id, string name, DateTimeOffset now)
    {
        using var connection = db.Open();
        return connection.Execute("INSERT OR IGNORE INTO boards (id, owner, name, created_at) VALUES (@id, @viewer, @name, @at)",
            new { id, viewer, name, at = now.ToUnixTimeMilliseconds() }) > 0;
    }

    /// <summary>False when the person has another of this name.</summary>
    public bool Rename(string viewer, string id, string name)
    {
        using var connection = db.Open();
        return connection.Execute("UPDATE OR IGNORE boards SET name = @name WHERE id = @id AND owner = @viewer", new { id, viewer, name }) > 0;
    }

    public void Remove(string viewer, string id)
    {
        using var connection = db.Open();
        connection.Execute("DELETE FROM boards WHERE id = @id AND owner = @viewer", new { id, viewer });
    }

    public IReadOnlyList<long> PicturesOf(string id)
    {
        using var connection = db.Open();
        return connection.Query<long>("SELECT picture_id FROM board_pictures WHERE board_id = @id", new { id }).AsList();
    }

    public void Put(string id, IReadOnlyCollection<long> pictures) =>
        Each(pictures, "INSERT OR IGNORE INTO board_pictures (board_id, picture_id) SELECT @id, p.id FROM pictures p WHERE p.id IN @part", id);

    public void Take(string id, IReadOnlyCollection<long> pictures) =>
        Each(pictures, "DELETE FROM board_pictures WHERE board_id = @id AND picture_id IN @part", id);

    private void Each(IReadOnlyCollection<long> pictures, string sql, string id)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var part in pictures.Chunk(PerStatement))
            connection.Execute(sql, new { id, part }, transaction);
        transaction.Commit();
    }
}
