using System.Data.Common;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Users;

/// <summary>Accounts as rows. Knows no rules.</summary>
internal sealed class UserStore(StudioDb db)
{
    private const string Columns =
        "u.id, u.name, u.role, u.password, u.stamp, u.enabled, u.email, u.requests_per_minute, u.images_per_day, u.gpu_seconds_per_day, u.created_at";

    public Task<User?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        SingleAsync("u.id = @key", id, cancellationToken);

    /// <summary>Case does not matter.</summary>
    public Task<User?> FindByNameAsync(string name, CancellationToken cancellationToken = default) =>
        SingleAsync("u.name = @key", name, cancellationToken);

    /// <summary>The same for code that cannot await.</summary>
    public User? Find(string id)
    {
        using var connection = db.Open();
        var user = connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM users u WHERE u.id = @id", new { id })?.ToUser();
        return user is null
            ? null
            : user with { Groups = [.. connection.Query<GroupRow>(GroupStore.OfUser, new { id }).Select(row => row.ToGroup())] };
    }

    public async Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var users = await connection.QueryAsync<Row>($"SELECT {Columns} FROM users u ORDER BY u.name");
        var groups = (await connection.QueryAsync<GroupRow>(GroupStore.OfEverybody)).ToLookup(row => row.UserId);
        return [.. users.Select(row => row.ToUser() with { Groups = [.. groups[row.Id].Select(group => group.ToGroup())] })];
    }

    /// <summary>False when the name is taken.</summary>
    public async Task<bool> AddAsync(User user, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "INSERT INTO users (id, name, role, password, stamp, enabled, email, requests_per_minute, images_per_day, gpu_seconds_per_day, created_at) "
            + "VALUES (@Id, @Name, @Role, @Password, @Stamp, @Enabled, @Email, @RequestsPerMinute, @ImagesPerDay, @GpuSecondsPerDay, @created) ON CONFLICT DO NOTHING",
            Parameters(user)) > 0;
    }

    /// <summary>Writes everything but the groups. False when the name is taken or the user is gone.</summary>
    public async Task<bool> UpdateAsync(User user, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE OR IGNORE users SET name = @Name, role = @Role, password = @Password, stamp = @Stamp, enabled = @Enabled, email = @Email, "
            + "requests_per_minute = @RequestsPerMinute, images_per_day = @ImagesPerDay, gpu_seconds_per_day = @GpuSecondsPerDay WHERE id = @Id",
            Parameters(user)) > 0;
    }

    /// <summary>Keys, tokens and memberships go too; jobs and pictures stay.</summary>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync("DELETE FROM users WHERE id = @id", new { id }) > 0;
    }

    /// <summary>Whether anybody can sign in with a name and a password.</summary>
    public async Task<bool> AnyPasswordAsync(CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM users WHERE password IS NOT NULL AND enabled)");
    }

    private static object Parameters(User user) => new
    {
        user.Id,
        user.Name,
        user.Role,
        user.Password,
        user.Stamp,
        user.Enabled,
        user.Email,
        user.Limits.RequestsPerMinute,
        user.Limits.ImagesPerDay,
        user.Limits.GpuSecondsPerDay,
        created = user.Created.ToUnixTimeMilliseconds(),
    };

    private async Task<User?> SingleAsync(string where, string key, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenAsync(cancellationToken);
        var user = (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM users u WHERE {where}", new { key }))?.ToUser();
        return user is null ? null : user with { Groups = await GroupsAsync(connection, user.Id) };
    }

    private static async Task<IReadOnlyList<Group>> GroupsAsync(DbConnection connection, string id) =>
        [.. (await connection.QueryAsync<GroupRow>(GroupStore.OfUser, new { id })).Select(row => row.ToGroup())];

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public string? Password { get; set; }

        public string Stamp { get; set; } = "";

        public long Enabled { get; set; }

        public string? Email { get; set; }

        public int? RequestsPerMinute { get; set; }

        public int? ImagesPerDay { get; set; }

        public int? GpuSecondsPerDay { get; set; }

        public long CreatedAt { get; set; }

        public User ToUser() => new(
            Id, Name, Role, Password, Stamp, Enabled != 0, Email, new(RequestsPerMinute, ImagesPerDay, GpuSecondsPerDay),
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
    }
}
