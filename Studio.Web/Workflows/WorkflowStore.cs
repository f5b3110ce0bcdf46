using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Workflows;

/// <summary>Saved workflows as rows. Knows no rules.</summary>
public sealed class WorkflowStore(StudioDb db)
{
    private const string Columns =
        "id, owner, name, description, tags, thumbnail, version, draft IS NOT NULL AS has_draft, created_at, changed_at, deleted_at";

    /// <summary>With its first version.</summary>
    public void Add(SavedWorkflow workflow, WorkflowContent content, string versionName)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "INSERT INTO workflows (id, owner, name, description, tags, thumbnail, version, created_at, changed_at) "
            + "VALUES (@Id, @Owner, @Name, @Description, @tags, @Thumbnail, @Version, @created, @created)",
            new { workflow.Id, workflow.Owner, workflow.Name, workflow.Description, workflow.Thumbnail, workflow.Version,
                tags = JsonSerializer.Serialize(workflow.Tags), created = workflow.Created.ToUnixTimeMilliseconds() },
            transaction);
        AddVersion(connection, transaction, workflow.Id, workflow.Version, versionName, content, workflow.Created);
        transaction.Commit();
    }

    /// <summary>A further version, which runs from now on; what an editor held is settled with it. Returns its number.</summary>
    public int AddVersion(string id, string name, WorkflowContent content, DateTimeOffset now)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        var number = connection.ExecuteScalar<int>("SELECT MAX(number) + 1 FROM workflow_versions WHERE workflow_id = @id", new { id },
            transaction);
        AddVersion(connection, transaction, id, number, name, content, now);
        connection.Execute("UPDATE workflows SET version = @number, draft = NULL, changed_at = @now WHERE id = @id",
            new { id, number, now = now.ToUnixTimeMilliseconds() }, transaction);
        transaction.Commit();
        return number;
    }

    /// <summary>Name, description, tags and thumbnail.</summary>
    public void Describe(SavedWorkflow workflow)
    {
        using var connection = db.Open();
        connection.Execute(
            "UPDATE workflows SET name = @Name, description = @Description, tags = @tags, thumbnail = @Thumbnail, changed_at = @changed WHERE id = @Id",
            new { workflow.Id, workflow.Name, workflow.Description, workflow.Thumbnail, tags = JsonSerializer.Serialize(workflow.Tags),
                changed = workflow.Changed.ToUnixTimeMilliseconds() });
    }

    public void NameVersion(string id, int number, string name)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE workflow_versions SET name = @name WHERE workflow_id = @id AND number = @number",
            new { id, number, name });
    }

    /// <param name="draft">Null forgets it.</param>
    public void KeepDraft(string id, string? draft)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE workflows SET draft = @draft WHERE id = @id", new { id, draft });
    }

    public JsonObject? Draft(string id)
    {
        using var connection = db.Open();
        return Json(connection.ExecuteScalar<string?>("SELECT draft FROM workflows WHERE id = @id", new { id })) as JsonObject;
    }

    /// <param name="deleted">Null takes it out of the bin.</param>
    public void Bin(string id, DateTimeOffset? deleted)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE workflows SET deleted_at = @deleted WHERE id = @id",
            new { id, deleted = deleted?.ToUnixTimeMilliseconds() });
    }

    /// <summary>For good, with all versions.</summary>
    public void Remove(string id)
    {
        using var connection = db.Open();
        connection.Execute("DELETE FROM workflows WHERE id = @id", new { id });
    }

    public SavedWorkflow? Find(string id)
    {
        using var connection = db.Open();
        return connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM workflows WHERE id = @id", new { id })?.ToWorkflow();
    }

    /// <summary>All of one owner, those in the bin included, changed last first.</summary>
    public IReadOnlyList<SavedWorkflow> Of(string owner)
    {
        using var connection = db.Open();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM workflows WHERE owner = @owner ORDER BY changed_at DESC, id",
            new { owner })
            .Select(row => row.ToWorkflow())];
    }

    public int Count(string owner)
    {
        using var connection = db.Open();
        return connection.ExecuteScalar<int>("SELECT COUNT(*) FROM workflows WHERE owner = @owner", new { owner });
    }

    public WorkflowContent? Content(string id, int number)
    {
        using var connection = db.Open();
        var row = connection.QuerySingleOrDefault<(string? Ui, string? Api, string? Form)?>(
            "SELECT ui, api, form FROM workflow_versions WHERE workflow_id = @id AND number = @number", new { id, number });
        return row is { } kept ? new(Json(kept.Ui) as JsonObject, Json(kept.Api) as JsonObject, Json(kept.Form) as JsonArray) : null;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<WorkflowVersion> Versions(string id)
    {
        using var connection = db.Open();
        return [.. connection.Query<(int Number, string Name, long Created)>(
            "SELECT number, name, created_at FROM workflow_versions WHERE workflow_id = @id ORDER BY number DESC", new { id })
            .Select(row => new WorkflowVersion(row.Number, row.Name, Time(row.Created)))];
    }

    /// <summary>Gives every workflow of one owner to another.</summary>
    public void ChangeOwner(string from, string to)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE workflows SET owner = @to WHERE owner = @from", new { from, to });
    }

    private static void AddVersion(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, string id,
        int number,
        string name, WorkflowContent content, DateTimeOffset now) =>
        connection.Execute(
            "INSERT INTO workflow_versions (workflow_id, number, name, ui, api, form, created_at) VALUES (@id, @number, @name, @ui, @api, @form, @now)",
            new { id, number, name, ui = content.Ui?.ToJsonString(), api = content.Api?.ToJsonString(), form = content.Form?.ToJsonString(),
                now = now.ToUnixTimeMilliseconds() },
            transaction);

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Owner { get; set; } = "";

        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public string Tags { get; set; } = "[]";

        public string? Thumbnail { get; set; }

        public int Version { get; set; }

        public bool HasDraft { get; set; }

        public long CreatedAt { get; set; }

        public long ChangedAt { get; set; }

        public long? DeletedAt { get; set; }

        public SavedWorkflow ToWorkflow() => new(Id, Owner, Name)
        {
            Description = Description,
            Tags = JsonSerializer.Deserialize<string[]>(Tags) ?? [],
            Thumbnail = Thumbnail,
            Version = Version,
            HasDraft = HasDraft,
            Created = Time(CreatedAt),
            Changed = Time(ChangedAt),
            Deleted = DeletedAt is { } deleted ? Time(deleted) : null,
        };
    }
}
