using System.Text.Json;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Api;

/// <summary>/api/admin/users and /api/admin/groups.</summary>
internal static class UsersApi
{
    public static void MapUserAdministration(this RouteGroupBuilder admin)
    {
        var users = admin.MapGroup("/users");
        users.MapGet("", async (UserAccounts accounts, HttpContext context) =>
            AccountBody.Answer(new { users = (await accounts.ListAsync(context.RequestAborted)).Select(Shapes.Of) })).WithSummary("All accounts");
        users.MapGet("/{id}", async (string id, UserAccounts accounts, HttpContext context) => AccountBody.Answer(Shapes.Of(await accounts.GetAsync(id, context.RequestAborted)))).WithSummary("One account");
        users.MapPost("", CreateAsync).WithSummary("Makes an account");
        users.MapPatch("/{id}", ChangeAsync).WithSummary("Changes an account: name, role, password, limits, enabled or not");
        users.MapDelete("/{id}", RemoveAsync).WithSummary("Deletes an account; its jobs and pictures stay");

        var groups = admin.MapGroup("/groups");
        groups.MapGet("", async (Groups all, HttpContext context) =>
            AccountBody.Answer(new { groups = (await all.ListAsync(context.RequestAborted)).Select(one => Shapes.Of(one.Group, one.Members)) })).WithSummary("All groups and their members");
        groups.MapGet("/{id}", GetGroupAsync).WithSummary("One group");
        groups.MapPost("", CreateGroupAsync).WithSummary("Makes a group");
        groups.MapPatch("/{id}", ChangeGroupAsync).WithSummary("Changes a group: name, role, limits, members");
        groups.MapDelete("/{id}", RemoveGroupAsync).WithSummary("Deletes a group; its members stay");
    }

    private static async Task<IResult> CreateAsync(UserAccounts accounts, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<UserBody>(context);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, Limits.None);
        var user = await accounts.CreateAsync(body.Name ?? "", body.Role ?? Roles.Artist, body.Password, body.Email, limits, context.RequestAborted);
        if (body.Enabled == false)
            user = await accounts.ChangeAsync(user.Id, new(Enabled: false), context.RequestAborted);
        audit.Record(context, AuditActions.UserCreated, target: user.Id, detail: $"{user.Name}, {user.Role}");
        return AccountBody.Answer(Shapes.Of(user), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(string id, UserAccounts accounts, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<UserBody>(context);
        var before = await accounts.GetAsync(id, context.RequestAborted);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, before.Limits);
        var user = await accounts.ChangeAsync(id, new(body.Name, body.Role, body.Enabled, body.Password, body.Email, limits), context.RequestAborted);
        audit.Record(context, AuditActions.UserChanged, target: id, detail: $"{user.Name}, {user.Role}, {(user.Enabled ? "enabled" : "disabled")}");
        return AccountBody.Answer(Shapes.Of(user));
    }

    private static async Task<IResult> RemoveAsync(string id, UserAccounts accounts, Audit audit, HttpContext context)
    {
        await accounts.RemoveAsync(id, context.RequestAborted);
        audit.Record(context, AuditActions.UserDeleted, target: id);
        return AccountBody.Done;
    }

    private static async Task<IResult> GetGroupAsync(string id, Groups groups, HttpContext context)
    {
        var (group, members) = await groups.GetAsync(id, context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(group, members));
    }

    private static async Task<IResult> CreateGroupAsync(Groups groups, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<GroupBody>(context);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, Limits.None);
        var id = await groups.CreateAsync(body.Name ?? "", Role(body.Role, null), limits, body.Members, context.RequestAborted);
        audit.Record(context, AuditActions.GroupChanged, target: id, detail: $"{body.Name} made");
        var (group, members) = await groups.GetAsync(id, context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(group, members), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeGroupAsync(string id, Groups groups, Audit audit, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<GroupBody>(context);
        var (group, _) = await groups.GetAsync(id, context.RequestAborted);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, group.Limits);
        await groups.ChangeAsync(group with { Name = body.Name ?? group.Name, Role = Role(body.Role, group.Role), Limits = limits }, body.Members, context.RequestAborted);
        audit.Record(context, AuditActions.GroupChanged, target: id);
        return await GetGroupAsync(id, groups, context);
    }

    private static async Task<IResult> RemoveGroupAsync(string id, Groups groups, Audit audit, HttpContext context)
    {
        await groups.RemoveAsync(id, context.RequestAborted);
        audit.Record(context, AuditActions.GroupChanged, target: id, detail: "deleted");
        return AccountBody.Done;
    }

    private static string? Role(JsonElement value, string? current) => value.ValueKind switch
    {
        JsonValueKind.Undefined => current,
        JsonValueKind.Null => null,
        JsonValueKind.String => UserAccounts.RequireRole(value.GetString()),
        _ => throw AccountException.Bad($"A role is null or one of {string.Join(", ", Roles.All)}."),
    };

    private sealed record UserBody(
        string? Name, string? Role, bool? Enabled, string? Password, string? Email, JsonElement RequestsPerMinute, JsonElement ImagesPerDay, JsonElement GpuSecondsPerDay);

    private sealed record GroupBody(
        string? Name, JsonElement Role, string[]? Members, JsonElement RequestsPerMinute, JsonElement ImagesPerDay, JsonElement GpuSecondsPerDay);
}
