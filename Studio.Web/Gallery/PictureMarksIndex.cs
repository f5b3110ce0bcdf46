using System.Data.Common;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Gallery;

/// <summary>Stars, ratings, tags and the bin: all their SQL. Knows no rules.</summary>
public sealed class PictureMarksIndex(StudioDb db)
{
    // SQLite takes a limited number of values in one statement
    private const int PerStatement = 500;

    public void Star(string owner, IReadOnlyCollection<long> ids, bool isStarred) =>
        Each(ids, MarkOf("starred"), new { owner, value = isStarred ? 1 : 0 });

    /// <param name="rating">1 to 5; 0 takes it away.</param>
    public void Rate(string owner, IReadOnlyCollection<long> ids, int rating) =>
        Each(ids, MarkOf("rating"), new { owner, value = rating });

    public void Tag(string owner, IReadOnlyCollection<long> ids, string tag) => Each(ids,
        "INSERT OR IGNORE INTO picture_tags (picture_id, owner, tag) SELECT id, @owner, @tag FROM pictures WHERE id IN @part", new { owner, tag });

    public void Untag(string owner, IReadOnlyCollection<long> ids, string tag) =>
        Each(ids, "DELETE FROM picture_tags WHERE owner = @owner AND tag = @tag AND picture_id IN @part", new { owner, tag });

    /// <summary>Into the bin of one owner, or of everybody when null. A picture that nobody keeps is in everybody's.</summary>
    public void Bin(string? owner, IReadOnlyCollection<long> ids, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        Each(ids, "UPDATE picture_owners SET binned_at = @at WHERE picture_id IN @part AND binned_at IS NULL AND (@owner IS NULL OR owner = @owner)", new { owner, at });
        Each(ids, "UPDATE pictures SET binned_at = @at WHERE id IN @part AND binned_at IS NULL AND NOT EXISTS "
            + "(SELECT 1 FROM picture_owners o WHERE o.picture_id = pictures.id AND o.binned_at IS NULL)", new { at });
    }

    /// <summary>Out of it again.</summary>
    public void Restore(string? owner, IReadOnlyCollection<long> ids)
    {
        Each(ids, "UPDATE picture_owners SET binned_at = NULL WHERE picture_id IN @part AND (@owner IS NULL OR owner = @owner)", new { owner });
        Each(ids, "UPDATE pictures SET binned_at = NULL WHERE id IN @part", new { });
    }

    /// <summary>What lies in a bin since before a time: pictures that nobody keeps, and claims of those that others keep.</summary>
    public (IReadOnlyList<long> Pictures, IReadOnlyList<(long Id, string Owner)> Claims) BinnedBefore(DateTimeOffset time)
    {
        var at = time.ToUnixTimeMilliseconds();
        using var connection = db.Open();
        return (
            connection.Query<long>("SELECT id FROM pictures WHERE binned_at < @at", new { at }).AsList(),
            connection.Query<(long, string)>("SELECT o.picture_id, o.owner FROM picture_owners o JOIN pictures p ON p.id = o.picture_id "
                + "WHERE o.binned_at < @at AND p.binned_at IS NULL", new { at }).AsList());
    }

    /// <summary>What one person thinks of these pictures; those without a row are not in it.</summary>
    public IReadOnlyDictionary<long, (bool Starred, int Rating, IReadOnlyList<string> Tags)> Of(string owner, IReadOnlyCollection<long> ids)
    {
        using var connection = db.Open();
        var tags = connection.Query<(long Id, string Tag)>(
            "SELECT picture_id, tag FROM picture_tags WHERE owner = @owner AND picture_id IN @ids ORDER BY tag", new { owner, ids })
            .ToLookup(row => row.Id, row => row.Tag);
        var marks = connection.Query<(long Id, long Starred, long Rating)>(
            "SELECT picture_id, starred, rating FROM picture_marks WHERE owner = @owner AND picture_id IN @ids", new { owner, ids })
            .ToDictionary(row => row.Id);
        return tags.Select(group => group.Key).Concat(marks.Keys).Distinct().ToDictionary(id => id, id =>
            (marks.GetValueOrDefault(id).Starred != 0, (int)marks.GetValueOrDefault(id).Rating, (IReadOnlyList<string>)[.. tags[id]]));
    }

    private static string MarkOf(string column) =>
        $"INSERT INTO picture_marks (picture_id, owner, {column}) SELECT id, @owner, @value FROM pictures WHERE id IN @part "
        + $"ON CONFLICT (picture_id, owner) DO UPDATE SET {column} = @value";

    private void Each(IReadOnlyCollection<long> ids, string sql, object values)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var part in ids.Chunk(PerStatement))
        {
            var parameters = new DynamicParameters(values);
            parameters.Add("part", part);
            connection.Execute(sql, parameters, transaction);
        }

        transaction.Commit();
    }
}
