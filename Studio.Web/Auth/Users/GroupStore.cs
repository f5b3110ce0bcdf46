using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Users;

/// <summary>Teams and who is in them, as rows. Knows no rules.</summary>
internal sealed class GroupStore(StudioDb db)
{
    private const string Columns = "g.id, g.name, g.role, g.requests_per_minute, g.images_per_day, g.gpu_seconds_per_day, g.created_at";

    internal const string OfUser =
        $"SELECT {Columns} FROM groups g JOIN group_members m ON m.group_id = g.id WHERE m.user_id = @id ORDER BY g.name";

    internal const string OfEverybody =
        $"SELECT {Columns}, m.user_id FROM groups g JOIN group_members m ON m.group_id = g.id ORDER BY g.name";

    public async Task<IReadOnlyList<(Group Group, IReadOnlyList<string> Members)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var groups = await connection.QueryAsync<GroupRow>($"SELECT {Columns} FROM groups g ORDER BY g.name");
        var members =
            (await connection.QueryAsync<(string GroupId, string UserId)>("SELECT group_id, user_id FROM group_members ORDER BY user_id"))
            .ToLookup(row => row.GroupId, row => row.UserId);
        return [.. groups.Select(row => (row.ToGroup(), (IReadOnlyList<string>)[.. members[row.Id]]))];
    }

    public async Task<Group?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<GroupRow>($"SELECT {Columns} FROM groups g WHERE g.id = @id",
            new { id }))?.ToGroup();
    }

    /// <summary>False when the name is taken.</summary>
    public async Task<bool> AddAsync(Group group, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "INSERT INTO groups (id, name, role, requests_per_minute, images_per_day, gpu_seconds_per_day, created_at) "
            + "VALUES (@Id, @Name, @Role, @RequestsPerMinute, @ImagesPerDay, @GpuSecondsPerDay, @created) ON CONFLICT DO NOTHING",
            Parameters(group)) > 0;
    }

    /// <summary>False when the name is taken or the group is gone.</summary>
    public async Task<bool> UpdateAsync(Group group, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE OR IGNORE groups SET name = @Name, role = @Role, requests_per_minute = @RequestsPerMinute, images_per_day = @ImagesPerDay, "
            + "gpu_seconds_per_day = @GpuSecondsPerDay WHERE id = @Id",
            Parameters(group)) > 0;
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync("DELETE FROM groups WHERE id = @id", new { id }) > 0;
    }

    public async Task<IReadOnlyList<string>> MembersAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<string>("SELECT user_id FROM group_members WHERE group_id = @id ORDER BY user_id",
            new { id })];
    }

    /// <summary>The group's members are these from now on; ids that are no user's are left out.</summary>
    public async Task SetMembersAsync(string id, IReadOnlyCollection<string> users, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM group_members WHERE group_id = @id", new { id }, transaction);
        foreach (var user in users)
            await connection.ExecuteAsync(
                "INSERT OR IGNORE INTO group_members (group_id, user_id) SELECT @id, id FROM users WHERE id = @user", new { id, user },
                transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    private static object Parameters(Group group) => new
    {
        group.Id,
        group.Name,
        group.Role,
        group.Limits.RequestsPerMinute,
        group.Limits.ImagesPerDay,
        group.Limits.GpuSecondsPerDay,
        created = group.Created.ToUnixTimeMilliseconds(),
    };
}

internal sealed class GroupRow
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public string? Role { get; set; }

    public int? RequestsPerMinute { get; set; }

    public int? ImagesPerDay { get; set; }

    public int? GpuSecondsPerDay { get; set; }

    public long CreatedAt { get; set; }

    public string UserId { get; set; } = "";

    public Group ToGroup() =>
        new(Id, Name, Role, new(RequestsPerMinute, ImagesPerDay, GpuSecondsPerDay), DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
}
