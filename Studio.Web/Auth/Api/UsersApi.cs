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
            AccountBody.Answer(new { users = (await accounts.ListAsync(context.RequestAborted)).Select(Shapes.Of) }))
                .WithSummary("All accounts");
        users.MapGet("/{id}", async (string id, UserAccounts accounts, HttpContext context) =>
            AccountBody.Answer(Shapes.Of(await accounts.GetAsync(id, context.RequestAborted)))).WithSummary("One account");
        users.MapPost("", CreateAsync).WithSummary("Makes an account");
        users.MapPatch("/{id}", ChangeAsync).WithSummary("Changes an account: name, role, password, limits, enabled or not");
        users.MapDelete("/{id}", RemoveAsync).WithSummary("Deletes an account; its jobs and pictures stay");

        var groups = admin.MapGroup("/groups");
        groups.MapGet("", async (Groups all, HttpContext context) =>
            AccountBody.Answer(new { groups = (await all.ListAsync(context.RequestAborted)).Select(
                one => Shapes.Of(one.Group, one.Members)) })).WithSummary("All groups and their members");
        groups.MapGet("/{id}", GetGroupAsync).WithSummary("One group");
        groups.MapPost("", CreateGroupAsync).WithSummary("Makes a group");
        groups.MapPatch("/{id}", ChangeGroupAsync).WithSummary("Changes a group: name, role, limits, members");
        groups.MapDelete("/{id}", RemoveGroupAsync).WithSummary("Deletes a group; its members stay");
    }

    private static async Task<IResult> CreateAsync(CurrentUser user, UserManagement users, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<UserBody>(context);
        var by = Actor.From(context, user);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, Limits.None);
        var made = await users.CreateAsync(by,
            new(body.Name ?? "", body.Role ?? Roles.Artist, body.Password, body.Email) { Limits = limits }, context.RequestAborted);
        if (body.Enabled == false)
            made = await users.ChangeAsync(by, made.Id, new(Enabled: false), context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(made), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(string id, CurrentUser user, UserManagement users, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<UserBody>(context);
        var by = Actor.From(context, user);
        var before = await users.GetAsync(by, id, context.RequestAborted);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, before.Limits);
        var changed = await users.ChangeAsync(by, id, new(body.Name, body.Role, body.Enabled, body.Password, body.Email, limits),
            context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(changed));
    }

    private static async Task<IResult> RemoveAsync(string id, CurrentUser user, UserManagement users, HttpContext context)
    {
        await users.RemoveAsync(Actor.From(context, user), id, context.RequestAborted);
        return AccountBody.Done;
    }

    private static async Task<IResult> GetGroupAsync(string id, CurrentUser user, GroupManagement groups, HttpContext context)
    {
        var (group, members) = await groups.GetAsync(Actor.From(context, user), id, context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(group, members));
    }

    private static async Task<IResult> CreateGroupAsync(CurrentUser user, GroupManagement groups, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<GroupBody>(context);
        var by = Actor.From(context, user);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, Limits.None);
        var id = await groups.CreateAsync(by, new(body.Name ?? "", Role(body.Role, null), limits, body.Members), context.RequestAborted);
        var (group, members) = await groups.GetAsync(by, id, context.RequestAborted);
        return AccountBody.Answer(Shapes.Of(group, members), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeGroupAsync(string id, CurrentUser user, GroupManagement groups, HttpContext context)
    {
        var body = await AccountBody.ReadAsync<GroupBody>(context);
        var by = Actor.From(context, user);
        var (group, _) = await groups.GetAsync(by, id, context.RequestAborted);
        var limits = AccountBody.Limits(body.RequestsPerMinute, body.ImagesPerDay, body.GpuSecondsPerDay, group.Limits);
        await groups.ChangeAsync(by, id, new(body.Name ?? group.Name, Role(body.Role, group.Role), limits, body.Members),
            context.RequestAborted);
        return await GetGroupAsync(id, user, groups, context);
    }

    private static async Task<IResult> RemoveGroupAsync(string id, CurrentUser user, GroupManagement groups, HttpContext context)
    {
        await groups.RemoveAsync(Actor.From(context, user), id, context.RequestAborted);
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
        string? Name, string? Role, bool? Enabled, string? Password, string? Email, JsonElement RequestsPerMinute,
        JsonElement ImagesPerDay, JsonElement GpuSecondsPerDay);

    private sealed record GroupBody(
        string? Name, JsonElement Role, string[]? Members, JsonElement RequestsPerMinute, JsonElement ImagesPerDay,
        JsonElement GpuSecondsPerDay);
}
