using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.UserData;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// /users and /settings. With --multi-user the header comfy-user says whose settings are meant; it never says who may do what.
/// </summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AddEndpointFilter(UserDataAnswer.Filter);
        group.MapGet("/users", GetUsers);
        group.MapPost("/users", PostUserAsync);
        group.MapGet("/settings", (HttpRequest request, CurrentUser user, UserSpaces spaces, UserSettings settings) =>
            ComfyAnswer.Json(settings.Read(Space(request, user, spaces))));
        group.MapPost("/settings", PostSettingsAsync);
        group.MapGet("/settings/{id}", (string id, HttpRequest request, CurrentUser user, UserSpaces spaces, UserSettings settings) =>
            ComfyAnswer.Json(settings.Read(Space(request, user, spaces))[Uri.UnescapeDataString(id)]));
        group.MapPost("/settings/{id}", PostSettingAsync);
    }

    /// <summary>Whose data a request is about.</summary>
    public static UserSpace Space(HttpRequest request, CurrentUser user, UserSpaces spaces) =>
        spaces.Open(user, request.Headers["comfy-user"]);

    private static IResult GetUsers(CurrentUser user, UserSpaces spaces) => ComfyAnswer.Object(json =>
    {
        json.WriteString("storage", "server");
        if (!spaces.IsMultiUser)
        {
            json.WriteBoolean("migrated", spaces.HasDefault(user));
            return;
        }

        json.Object("users", () =>
        {
            foreach (var (id, name) in spaces.Users(user))
                json.WriteString(id, name);
        });
    });

    private static async Task<IResult> PostUserAsync(HttpRequest request, CurrentUser user, UserSpaces spaces)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null)
            return ComfyAnswer.BadJson(problem);
        try
        {
            return ComfyAnswer.Json(spaces.AddUser(user, (body as JsonObject)?["username"].Text()));
        }
        catch (UserDataException e) when (e.Refusal == UserDataRefusal.BadRequest)
        {
            return ComfyAnswer.Object(json => json.WriteString("error", e.Message), StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> PostSettingsAsync(HttpRequest request, CurrentUser user, UserSpaces spaces, UserSettings settings)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null || body is not JsonObject changes)
            return ComfyAnswer.BadJson(problem ?? "An object was expected.");
        settings.Merge(Space(request, user, spaces), changes);
        return ComfyAnswer.Nothing;
    }

    private static async Task<IResult> PostSettingAsync(string id, HttpRequest request, CurrentUser user, UserSpaces spaces,
        UserSettings settings)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null)
            return ComfyAnswer.BadJson(problem);
        settings.Merge(Space(request, user, spaces), new JsonObject { [Uri.UnescapeDataString(id)] = body });
        return ComfyAnswer.Nothing;
    }
}
