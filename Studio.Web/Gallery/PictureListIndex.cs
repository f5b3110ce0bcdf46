using Dapper;
using Studio.Engine.Imaging;
using Studio.Web.Data;

namespace Studio.Web.Gallery;

/// <summary>
/// Which pictures a gallery shows, in order: all the SQL of its filters. A gallery of any length is a list of numbers that is read once;
/// what
/// is in sight is read by them, so that the last page costs what the first does and nothing moves under who looks.
/// </summary>
public sealed class PictureListIndex(StudioDb db)
{
    private const int MostChoices = 200;

    /// <summary>The ids of the pictures, in order.</summary>
    /// <param name="owner">Null is everybody's.</param>
    /// <param name="viewer">Whose stars and tags count.</param>
    public IReadOnlyList<long> Ids(string? owner, string viewer, PictureQuery query)
    {
        var (where, parameters) = Where(owner, query);
        where += Filter(viewer, query.Filter, parameters);
        using var connection = db.Open();
        return connection.Query<long>($"SELECT p.id FROM pictures p WHERE {where} ORDER BY {Order(query)}", parameters).AsList();
    }

    /// <summary>What the pictures of an owner can be filtered by.</summary>
    public FilterChoices Choices(string? owner, string viewer)
    {
        var (where, parameters) = Where(owner, new());
        parameters.Add("viewer", viewer);
        using var connection = db.Open();
        IReadOnlyList<FilterChoice> Of(string value, string from = "pictures p", string extra = "") => connection.Query<(string Value,
            int Count)>(
            $"SELECT {value} AS what, COUNT(*) AS times FROM {from} WHERE {where} AND {value} IS NOT NULL {extra} GROUP BY what ORDER BY times DESC, what LIMIT {MostChoices}",
            parameters).Select(row => new FilterChoice(row.Value, row.Count)).ToList();

        return new(
            Of("p.model"),
            Of("p.sampler"),
            Of("json_extract(l.value, '$.Name')", "pictures p, json_each(p.settings, '$.Loras') l", "AND p.settings IS NOT NULL"),
            Of("p.width || 'x' || p.height"),
            Of("t.tag", "pictures p JOIN picture_tags t ON t.picture_id = p.id", "AND t.owner = @viewer"));
    }

    /// <summary>What every list asks: whose, of which folder, with which words, and not in the bin unless the bin is asked for.</summary>
    internal static (string Sql, DynamicParameters Parameters) Where(string? owner, PictureQuery query)
    {
        var parameters = new DynamicParameters(new { owner, folder = query.Folder.WireName(), query.JobId });
        var binned = query.Filter.InBin ? "IS NOT NULL" : "IS NULL";
        var where = $"p.folder = @folder AND substr(p.file_name, -{ImageNames.LatentExtension.Length}) <> '{ImageNames.LatentExtension}'";
        where += owner is null ? $" AND p.binned_at {binned}"
            : $" AND EXISTS (SELECT 1 FROM picture_owners o WHERE o.picture_id = p.id AND o.owner = @owner AND COALESCE(o.binned_at, p.binned_at) {binned})";
        if (query.JobId is not null)
            where += " AND EXISTS (SELECT 1 FROM picture_owners o WHERE o.picture_id = p.id AND o.job_id = @JobId)";
        var words = (query.Text ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(16).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            where += $" AND p.words LIKE @word{i} ESCAPE '\\'";
            parameters.Add($"word{i}", "%" + words[i].Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%");
        }

        return (where, parameters);
    }

    internal static string Order(PictureQuery query) => query.OldestFirst ? "p.created_at, p.id" : "p.created_at DESC, p.id DESC";

    private static string Filter(string viewer, PictureFilter filter, DynamicParameters parameters)
    {
        parameters.AddDynamicParams(new
        {
            viewer,
            filter.Rating,
            filter.Tag,
            filter.Board,
            filter.Model,
            filter.Sampler,
            filter.Lora,
            wide = filter.Size?.Width,
            high = filter.Size?.Height,
            since = filter.From?.ToUnixTimeMilliseconds(),
            until = filter.Before?.ToUnixTimeMilliseconds(),
        });
        (bool Is, string Sql)[] conditions =
        [
            (filter.Starred, "EXISTS (SELECT 1 FROM picture_marks m WHERE m.picture_id = p.id AND m.owner = @viewer AND m.starred = 1)"),
            (filter.Rating is not null, "EXISTS (SELECT 1 FROM picture_marks m WHERE m.picture_id = p.id AND m.owner = @viewer AND m.rating >= @Rating)"),
            (filter.Tag is not null, "EXISTS (SELECT 1 FROM picture_tags t WHERE t.picture_id = p.id AND t.owner = @viewer AND t.tag = @Tag)"),
            (filter.Board is not null, "EXISTS (SELECT 1 FROM board_pictures l JOIN boards b ON b.id = l.board_id WHERE l.picture_id = p.id AND l.board_id = @Board AND b.owner = @viewer)"),
            (filter.Model is not null, "p.model = @Model"),
            (filter.Sampler is not null, "p.sampler = @Sampler"),
            (filter.Lora is not null, "p.settings IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(p.settings, '$.Loras') l WHERE json_extract(l.value, '$.Name') = @Lora)"),
            (filter.Size is not null, "p.width = @wide AND p.height = @high"),
            (filter.From is not null, "p.created_at >= @since"),
            (filter.Before is not null, "p.created_at < @until"),
        ];
        return string.Concat(conditions.Where(condition => condition.Is).Select(condition => $" AND {condition.Sql}"));
    }
}
