using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Missing;

namespace Studio.Web.Jobs.Held;

/// <summary>/api/queue/held: prompts that wait for models.</summary>
internal static class HeldApi
{
    public static IServiceCollection AddHeldPrompts(this IServiceCollection services) => services
        .AddSingleton<HeldPromptStore>()
        .AddSingleton(provider => new HeldPrompts(provider.GetRequiredService<HeldPromptStore>(), provider
            .GetRequiredService<MissingModels>(),
            provider.GetRequiredService<JobQueue>(), provider.GetRequiredService<UserStore>(), provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<HeldPromptsWorker>();

    public static void MapHeld(this IEndpointRouteBuilder queue)
    {
        queue.MapGet("/held", List);
        queue.MapPost("/held", HoldAsync);
        queue.MapDelete("/held/{id}", Remove);
    }

    private static IResult List(CurrentUser user, HeldPrompts held) => TypedResults.Json(held.List(user).Select(ShapeOf));

    private static IResult Remove(string id, CurrentUser user, HeldPrompts held) => held.Remove(user, id)
        ? TypedResults.Json(new { status = "ok" })
        : TypedResults.Json(new { detail = "There is no such prompt waiting for models." }, statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> HoldAsync(HttpRequest request, CurrentUser user, HeldPrompts held)
    {
        try
        {
            var body = await JsonBody.ReadAsync(request) as JsonObject
                ?? throw new BadHttpRequestException("An object was expected.", StatusCodes.Status400BadRequest);
            var (prompt, unknown) = await held.HoldAsync(user, body, request.HttpContext.RequestAborted);
            return TypedResults.Json(new { prompt_id = prompt.Id, status = "waiting for models", unknown = unknown
                .Select(MissingApi.ShapeOf) },
                statusCode: StatusCodes.Status202Accepted);
        }
        catch (JobRefusedException e)
        {
            return TypedResults.Json(new { detail = e.Message }, statusCode: JobsApi.StatusOf(e.Refusal));
        }
        catch (DownloadException e)
        {
            return TypedResults.Json(new { detail = e.Message }, statusCode: DownloadsApi.StatusOf(e.Refusal));
        }
    }

    private static object ShapeOf(HeldPrompt prompt) => new
    {
        prompt_id = prompt.Id,
        status = prompt.Problem is null ? "waiting for models" : "failed",
        problem = prompt.Problem,
        created = prompt.Created,
    };
}
