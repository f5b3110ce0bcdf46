using System.Text.Json.Nodes;
using Studio.Web.Api.Comfy;
using Studio.Web.Auth;

namespace Studio.Web.Api.Krita;

/// <summary>/api/etn/workflow: workflows that go from a page to a painters' program.</summary>
internal static class WorkflowEndpoints
{
    private const int LongestName = 200;
    private const int LargestWorkflow = 2 << 20;

    public static void MapSharedWorkflows(this IEndpointRouteBuilder group)
    {
        group.MapPost("/workflow/subscribe", SubscribeAsync)
            .WithSummary("Tells this client's socket of workflows that pages hand over");
        group.MapPost("/workflow/unsubscribe", UnsubscribeAsync).WithSummary("Ends what subscribe began");
        group.MapPost("/workflow/publish", PublishAsync).WithSummary("Hands a workflow to the account's painting programs");
    }

    private static async Task<IResult> SubscribeAsync(HttpRequest request, CurrentUser user, SharedWorkflows workflows)
    {
        var (client, _, problem) = await ReadAsync(request);
        if (client is null)
            return problem!;
        return await workflows.SubscribeAsync(user, client)
            ? KritaAnswer.Status("subscribed")
            : Bad($"The client '{client}' has subscribed already, or has no socket open.");
    }

    private static async Task<IResult> UnsubscribeAsync(HttpRequest request, CurrentUser user, SharedWorkflows workflows)
    {
        var (client, _, problem) = await ReadAsync(request);
        if (client is null)
            return problem!;
        return workflows.Unsubscribe(user, client) ? KritaAnswer.Status("unsubscribed") : Bad($"The client '{client}' had not subscribed.");
    }

    private static async Task<IResult> PublishAsync(HttpRequest request, CurrentUser user, SharedWorkflows workflows)
    {
        var (client, body, problem) = await ReadAsync(request);
        if (client is null)
            return problem!;
        if (body!["name"].Text() is not { Length: > 0 and <= LongestName } name)
            return Bad($"name must be a text of up to {LongestName} characters.");
        if (body["workflow"] is not JsonObject workflow || workflow.ToJsonString().Length > LargestWorkflow)
            return Bad($"workflow must be an object of up to {LargestWorkflow >> 20} MiB.");
        await workflows.PublishAsync(user, new SharedWorkflow(name, client, workflow.DeepClone()));
        return KritaAnswer.Status("published");
    }

    private static async Task<(string? Client, JsonObject? Body, IResult? Problem)> ReadAsync(HttpRequest request)
    {
        var (value, problem) = await ComfyBody.ReadAsync(request);
        if (value is not JsonObject body)
            return (null, null, Bad(problem ?? "The body must be a JSON object."));
        return body["client_id"].Text() is { Length: > 0 and <= LongestName } client
            ? (client, body, null)
            : (null, null, Bad("client_id must be the id of the client's socket."));
    }

    private static IResult Bad(string sentence) => KritaAnswer.Error(StatusCodes.Status400BadRequest, sentence);
}
