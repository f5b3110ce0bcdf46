using System.Text.Json;
using Dapper;
using Studio.Engine.Imaging;
using Studio.Web.Data;

namespace Studio.Web.Gallery;

/// <summary>Who made what from which prompt: all the SQL of the gallery. Knows no rules.</summary>
public sealed class GalleryIndex(StudioDb db)
{
    private const string Columns = "p.id, p.folder, p.subfolder, p.file_name, p.bytes, p.width, p.height, p.created_at, p.settings";
    // SQLite takes a limited number of values in one statement
    private const int PerStatement = 500;

    private const string IsPicture = "folder = @folder AND subfolder = @subfolder AND file_name = @fileName";

    /// <summary>Adds a picture or, when it is known, one more owner of it.</summary>
    public void Add(Picture picture)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        var key = Key(picture.Image);
        connection.Execute(
            "INSERT INTO pictures (folder, subfolder, file_name, bytes, width, height, created_at, settings, words) "
            + "VALUES (@folder, @subfolder, @fileName, @Bytes, @Width, @Height, @created, @settings, @words) "
            + "ON CONFLICT (folder, subfolder, file_name) DO UPDATE SET bytes = @Bytes, width = COALESCE(@Width, width), height = COALESCE(@Height, height), "
            + "settings = COALESCE(@settings, settings), words = CASE WHEN @settings IS NULL THEN words ELSE @words END, binned_at = NULL",
            new
            {
                key.folder,
                key.subfolder,
                key.fileName,
                picture.Bytes,
                picture.Width,
                picture.Height,
                created = picture.Created.ToUnixTimeMilliseconds(),
                settings = picture.Settings is null ? null : JsonSerializer.Serialize(picture.Settings),
                words = (picture.Settings ?? new()).SearchWords(picture.Image.FileName),
            },
            transaction);
        foreach (var owner in picture.Owners)
        {
            connection.Execute(
                $"INSERT INTO picture_owners (picture_id, owner, job_id, node_id) SELECT id, @Owner, @JobId, @NodeId FROM pictures WHERE {IsPicture} "
                + "ON CONFLICT (picture_id, owner) DO UPDATE SET job_id = COALESCE(picture_owners.job_id, @JobId), node_id = COALESCE(picture_owners.node_id, @NodeId), binned_at = NULL",
                new { owner.Owner, owner.JobId, owner.NodeId, key.folder, key.subfolder, key.fileName },
                transaction);
        }

        transaction.Commit();
    }

    public Picture? Find(StoredImage image)
    {
        using var connection = db.Open();
        var key = Key(image);
        var rows = connection.Query<Row>($"SELECT {Columns} FROM pictures p WHERE {IsPicture}",
            new { key.folder, key.subfolder, key.fileName }).AsList();
        return WithOwners(connection, rows).SingleOrDefault();
    }

    /// <summary>Those of the numbered pictures that there are.</summary>
    public IReadOnlyDictionary<long, Picture> Find(IReadOnlyList<long> ids)
    {
        using var connection = db.Open();
        var found = new Dictionary<long, Picture>(ids.Count);
        foreach (var part in ids.Chunk(PerStatement))
        {
            var rows = connection.Query<Row>($"SELECT {Columns} FROM pictures p WHERE p.id IN @part", new { part }).AsList();
            foreach (var picture in WithOwners(connection, rows))
                found[picture.Id] = picture;
        }

        return found;
    }

    /// <summary>The pictures of one owner, or everybody's when null.</summary>
    public PicturePage List(string? owner, PictureQuery query)
    {
        var (where, parameters) = PictureListIndex.Where(owner, query);
        parameters.AddDynamicParams(new { Limit = Math.Clamp(query.Limit, 0, 1000), Offset = Math.Max(0, query.Offset) });
        using var connection = db.Open();
        var rows = connection.Query<Row>($"SELECT {Columns} FROM pictures p WHERE {where} ORDER BY {PictureListIndex.Order(query)} LIMIT @Limit OFFSET @Offset",
            parameters).AsList();
        return new(WithOwners(connection, rows),
            connection.ExecuteScalar<int>($"SELECT COUNT(*) FROM pictures p WHERE {where}", parameters));
    }

    /// <summary>File name → owners, for the pictures outside sub folders.</summary>
    public ILookup<string, string> OwnersAtTop(ImageFolder folder)
    {
        using var connection = db.Open();
        return connection.Query<(string FileName, string Owner)>(
            "SELECT p.file_name, o.owner FROM pictures p JOIN picture_owners o ON o.picture_id = p.id WHERE p.folder = @folder AND p.subfolder = ''",
            new { folder = folder.WireName() }).ToLookup(row => row.FileName, row => row.Owner, StringComparer.Ordinal);
    }

    /// <summary>Gives every picture of one owner to another, who may have some of them already.</summary>
    public void ChangeOwner(string from, string to)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        connection.Execute("UPDATE OR IGNORE picture_owners SET owner = @to WHERE owner = @from", new { from, to }, transaction);
        connection.Execute("DELETE FROM picture_owners WHERE owner = @from", new { from }, transaction);
        foreach (var table in new[] { "picture_marks", "picture_tags" })
        {
            connection.Execute($"UPDATE OR IGNORE {table} SET owner = @to WHERE owner = @from", new { from, to }, transaction);
            connection.Execute($"DELETE FROM {table} WHERE owner = @from", new { from }, transaction);
        }

        transaction.Commit();
    }

    /// <summary>Takes one owner's claim away, or the whole entry when null. Returns how many owners are left.</summary>
    public int Remove(StoredImage image, string? owner)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        var key = Key(image);
        var parameters = new { key.folder, key.subfolder, key.fileName, owner };
        connection.Execute(
            $"DELETE FROM picture_owners WHERE picture_id IN (SELECT id FROM pictures WHERE {IsPicture}) AND (@owner IS NULL OR owner = @owner)", parameters, transaction);
        var left = connection.ExecuteScalar<int>(
            $"SELECT COUNT(*) FROM picture_owners WHERE picture_id IN (SELECT id FROM pictures WHERE {IsPicture})", parameters,
            transaction);
        if (left == 0)
            connection.Execute($"DELETE FROM pictures WHERE {IsPicture}", parameters, transaction);
        transaction.Commit();
        return left;
    }

    /// <summary>Every known picture of a folder, for comparing with the disk.</summary>
    public IReadOnlyList<StoredImage> All(ImageFolder folder)
    {
        using var connection = db.Open();
        return connection.Query<(string Subfolder, string FileName)>("SELECT subfolder, file_name FROM pictures WHERE folder = @folder",
            new { folder = folder.WireName() })
            .Select(row => new StoredImage(row.FileName, row.Subfolder, folder))
            .ToList();
    }

    private static List<Picture> WithOwners(System.Data.Common.DbConnection connection, List<Row> rows)
    {
        var owners = connection.Query<(long PictureId, string Owner, string? JobId, string? NodeId)>(
            "SELECT picture_id, owner, job_id, node_id FROM picture_owners WHERE picture_id IN @ids",
            new { ids = rows.Select(row => row.Id).ToArray() })
            .ToLookup(row => row.PictureId, row => new PictureOwner(row.Owner, row.JobId, row.NodeId));
        return rows.ConvertAll(row => row.ToPicture([.. owners[row.Id]]));
    }

    private static (string folder, string subfolder, string fileName) Key(StoredImage image) =>
        (image.Folder.WireName(), image.Subfolder, image.FileName);

    private sealed class Row
    {
        public long Id { get; set; }

        public string Folder { get; set; } = "";

        public string Subfolder { get; set; } = "";

        public string FileName { get; set; } = "";

        public long Bytes { get; set; }

        public int? Width { get; set; }

        public int? Height { get; set; }

        public long CreatedAt { get; set; }

        public string? Settings { get; set; }

        public Picture ToPicture(IReadOnlyList<PictureOwner> owners) => new()
        {
            Id = Id,
            Image = new(FileName, Subfolder, ImageNames.Folder(Folder) ?? ImageFolder.Output),
            Bytes = Bytes,
            Width = Width,
            Height = Height,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            Settings = Settings is null ? null : JsonSerializer.Deserialize<PictureSettings>(Settings),
            Owners = owners,
        };
    }
}
