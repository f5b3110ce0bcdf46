using Studio.Engine;
using Studio.Web.Api.Comfy;

namespace Studio.Web.Api.Krita;

/// <summary>The answers of this surface: errors are {"error": a sentence}, which its programs show.</summary>
internal static class KritaAnswer
{
    public static IResult Error(int status, string sentence) => ComfyAnswer.Object(json => json.WriteString("error", sentence), status);

    public static IResult Status(string status, int code = StatusCodes.Status200OK) =>
        ComfyAnswer.Object(json => json.WriteString("status", status), code);

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException e)
        {
            return Error(e.StatusCode, e.Message);
        }
        catch (EngineException e)
        {
            return Error(e.Kind is EngineError.Storage or EngineError.Unwritable ? StatusCodes.Status507InsufficientStorage
                : StatusCodes.Status400BadRequest, e.Message);
        }
    }
}
