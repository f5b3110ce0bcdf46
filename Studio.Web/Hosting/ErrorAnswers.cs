using Studio.Web.Data;

namespace Studio.Web.Hosting;

/// <summary>The last net: what nobody else caught becomes one log line and an answer without inner details.</summary>
internal static class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client has left; there is nobody to answer
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            app.Logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, "The server made a mistake; its log says more.");
        }
    });

    /// <summary>Brings the database up to this program before anything asks it.</summary>
    public static void MigrateDatabase(this WebApplication app) =>
        app.Services.GetRequiredService<StudioDb>().Migrate(app.Services.GetRequiredService<TimeProvider>());

    private static Task AnswerAsync(HttpContext context, int status, string detail)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { detail }, context.RequestAborted);
    }
}
