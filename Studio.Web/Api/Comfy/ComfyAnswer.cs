using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Web.Data;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>The answers of this surface. Errors are always JSON with a sentence in it, also where ComfyUI's body is empty.</summary>
internal static class ComfyAnswer
{
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>Where ComfyUI sends nothing: clients that parse every answer as JSON get something to parse.</summary>
    public static IResult Nothing { get; } = TypedResults.Text("{}", JsonType);

    /// <summary>What an address that does not exist says.</summary>
    public static IResult NoSuchRoute { get; } = TypedResults.Text("404: Not Found", "text/plain; charset=utf-8",
        statusCode: StatusCodes.Status404NotFound);

    public static IResult Object(Action<Utf8JsonWriter> members, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(ComfyJson.Object(members), JsonType, status);

    public static IResult Array(Action<Utf8JsonWriter> entries) => Write(json =>
    {
        json.WriteStartArray();
        entries(json);
        json.WriteEndArray();
    });

    public static IResult Strings(IEnumerable<string> values) => Write(json => json.Strings(values));

    /// <summary>Any value; null is JSON null.</summary>
    public static IResult Json(JsonNode? value) => Write(json =>
    {
        if (value is null)
            json.WriteNullValue();
        else
            value.WriteTo(json);
    });

    public static IResult Write(Action<Utf8JsonWriter> value) => TypedResults.Text(ComfyJson.Write(value), JsonType);

    /// <summary>JSON that is written as it comes, for lists that are too long to be held as a whole.</summary>
    public static IResult Stream(Func<System.IO.Pipelines.PipeWriter, CancellationToken, Task> write) => new Streamed(write);

    public static IResult Error(int status, string type, string message, string? details = null) =>
        Refused(new(type, message, details ?? message, []), new Dictionary<string, NodeErrors>(), status);

    public static IResult BadJson(string problem) =>
        Error(StatusCodes.Status400BadRequest, "invalid_json", "Request body must be valid JSON", problem);

    public static IResult NotFound(string what) => Error(StatusCodes.Status404NotFound, "not_found", what);

    /// <summary>{"error":{…},"node_errors":{…}}.</summary>
    public static IResult PromptError(PromptError error, IReadOnlyDictionary<string, NodeErrors> byNode) =>
        Refused(ErrorText.Of(error), byNode, StatusCodes.Status400BadRequest);

    private static IResult Refused(ErrorText error, IReadOnlyDictionary<string, NodeErrors> byNode, int status) => Object(
        json =>
        {
            json.Object("error", () => ComfyHistory.Error(json, error));
            ComfyHistory.NodeErrors(json, byNode);
        },
        status);

    /// <summary>The group's filter: what a handler throws becomes an answer here, once for the whole surface.</summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // routing takes "/prompt/" for "/prompt"; ComfyUI does not
        if (context.HttpContext.Request.Path.Value is [_, .., '/'])
            return NoSuchRoute;
        try
        {
            return await next(context);
        }
        catch (JobRefusedException e)
        {
            JobsApi.TellRetry(context.HttpContext, e);
            return Error(JobsApi.StatusOf(e.Refusal), e.Refusal.ToString().ToLowerInvariant(), e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            return Error(StatusCodes.Status403Forbidden, "not_allowed", e.Message);
        }
        catch (NotAPictureException e)
        {
            return Error(StatusCodes.Status415UnsupportedMediaType, "not_a_picture", e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Error(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "too_large" : "bad_request", e.Message);
        }
        catch (EngineException e)
        {
            return Error(
                e.Kind is EngineError.Storage or EngineError.Unwritable
                    ? StatusCodes.Status507InsufficientStorage
                    : StatusCodes.Status400BadRequest,
                e.Kind.ToString().ToLowerInvariant(),
                e.Message);
        }
        catch (DbException e)
        {
            var fault = DatabaseFault.Of(e);
            fault.TellRetry(context.HttpContext.Response);
            return Error(fault.Status, "database", fault.Sentence);
        }
    }

    private sealed class Streamed(Func<System.IO.Pipelines.PipeWriter, CancellationToken, Task> write) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = JsonType;
            return HttpMethods.IsHead(httpContext.Request.Method)
                ? Task.CompletedTask
                : write(httpContext.Response.BodyWriter, httpContext.RequestAborted);
        }
    }
}
