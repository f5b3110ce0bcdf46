using Studio.Engine;
using Studio.Web.Data;

namespace Studio.Web.Hosting;

/// <summary>The last net: what nobody else caught becomes one log line and an answer without inner details.</summary>
internal static class ErrorAnswers
{
    private const string NoJson = "Send the body as application/json.";

    private const string NotAsItIs = "Send the body as it is: Content-Encoding is not taken.";

    public static void UseErrorAnswers(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            ChunkedBody.Watch(context.Request);
            if (IsCompressed(context.Request))
                await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, NotAsItIs);
            else
                await next(context);
            // the framework refuses a media type with an empty page
            if (context.Response is { StatusCode: StatusCodes.Status415UnsupportedMediaType, HasStarted: false, ContentType: null })
                await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, NoJson);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client has left; there is nobody to answer
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e.StatusCode, Sentence(e));
        }
        catch (Exception e) when (IsOfTheBody(e) && !context.Response.HasStarted)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "The body cannot be read as it was sent.");
        }
        catch (Exception e) when (!context.Response.HasStarted && DatabaseFault.In(e) is { Problem: not DatabaseProblem.Other } fault)
        {
            // the disk's fault, not the program's: no stack, and the same line for each
            app.Logger.LogWarning("{Method} {Path} failed: {Reason}", context.Request.Method, context.Request.Path, fault.Reason);
            await AnswerAsync(context, fault.Status, fault.Sentence, fault);
        }
        catch (Exception e) when (!context.Response.HasStarted && StorageFault.Of(e) is { } problem && StorageFault.MayPass(problem))
        {
            app.Logger.LogWarning(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await AnswerAsync(context, StatusCodes.Status507InsufficientStorage,
                $"Nothing could be stored: {StorageFault.Reason(problem)}");
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            app.Logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, "The server made a mistake; its log says more.");
        }
    });

    /// <summary>Nobody sends compressed bodies here, and a small one can unfold to more than there is memory for.</summary>
    private static bool IsCompressed(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
        && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Brings the database up to this program before anything asks it.</summary>
    public static void MigrateDatabase(this WebApplication app) =>
        app.Services.GetRequiredService<StudioDb>().Migrate(app.Services.GetRequiredService<TimeProvider>());

    /// <summary>
    /// What the framework's readers throw at a body that is cut, or framed wrongly: not all of it is a BadHttpRequestException. The same
    /// exceptions from elsewhere (files, databases) are mistakes of ours.
    /// </summary>
    private static bool IsOfTheBody(Exception e) =>
        e is IOException or InvalidDataException
        && e.Source is "Microsoft.AspNetCore.Server.Kestrel.Core" or "Microsoft.AspNetCore.WebUtilities" or "Microsoft.AspNetCore.Http";

    /// <summary>What is wrong with a request; the framework's own words name types of the program.</summary>
    private static string Sentence(BadHttpRequestException e) => e switch
    {
        { InnerException: System.Text.Json.JsonException json } =>
            $"The body is not the JSON that was expected: {json.Message.Split(" Path:")[0]}",
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The body is larger than this route takes.",
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => NoJson,
        { Message: var message } when message.Contains("parameter", StringComparison.Ordinal) =>
            "A value of the request is missing or cannot be read.",
        _ => e.Message,
    };

    private static Task AnswerAsync(HttpContext context, int status, string detail, DatabaseFault? fault = null)
    {
        context.Response.Clear();
        fault?.TellRetry(context.Response);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { detail }, context.RequestAborted);
    }
}
