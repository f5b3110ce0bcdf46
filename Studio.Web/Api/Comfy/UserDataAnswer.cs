using Studio.Web.UserData;

namespace Studio.Web.Api.Comfy;

/// <summary>What the routes of a user's own data answer when something cannot be done.</summary>
internal static class UserDataAnswer
{
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (UserDataException e)
        {
            return Of(e);
        }
    }

    /// <summary>ComfyUI's plain text where it has one, and JSON where its body is empty.</summary>
    public static IResult Of(UserDataException e) => e.Refusal == UserDataRefusal.Exists ? Text(e) : e.Refusal switch
    {
        UserDataRefusal.UnknownUser => ComfyAnswer.Error(StatusOf(e), "unknown_user", e.Message),
        UserDataRefusal.Forbidden => ComfyAnswer.Error(StatusOf(e), "not_allowed", e.Message),
        UserDataRefusal.NotFound => ComfyAnswer.Error(StatusOf(e), "not_found", e.Message),
        UserDataRefusal.TooLarge => ComfyAnswer.Error(StatusOf(e), "too_large", e.Message),
        _ => ComfyAnswer.Error(StatusOf(e), "invalid_request", e.Message),
    };

    public static IResult Text(UserDataException e) => TypedResults.Text(e.Message, "text/plain; charset=utf-8", statusCode: StatusOf(e));

    private static int StatusOf(UserDataException e) => e.Refusal switch
    {
        UserDataRefusal.UnknownUser => StatusCodes.Status401Unauthorized,
        UserDataRefusal.Forbidden => StatusCodes.Status403Forbidden,
        UserDataRefusal.NotFound => StatusCodes.Status404NotFound,
        UserDataRefusal.Exists => StatusCodes.Status409Conflict,
        UserDataRefusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status400BadRequest,
    };
}
