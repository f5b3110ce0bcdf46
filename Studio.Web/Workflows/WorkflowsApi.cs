using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Auth;

namespace Studio.Web.Workflows;

/// <summary>The door of saved workflows: keep, list, change, take back. What runs them is /api/run, in Api/Studio.</summary>
public static class WorkflowsApi
{
    public static IServiceCollection AddWorkflows(this IServiceCollection services) =>
        services.AddSingleton<WorkflowStore>().AddSingleton<ShippedWorkflows>().AddSingleton<WorkflowLibrary>()
            .AddSingleton<WorkflowRuns>()
            .AddSingleton<WorkflowShareStore>().AddSingleton<WorkflowShares>();

    /// <summary>/api/workflows/*.</summary>
    public static IEndpointRouteBuilder MapWorkflows(this IEndpointRouteBuilder routes)
    {
        var limit = new RequestSizeLimitAttribute(WorkflowImport.MostBytes + (1 << 20));
        var group = routes.MapGroup("/api/workflows").WithTags("Workflows").RequireScopes(Scopes.StudioRead, Scopes.StudioRun)
            .DisableCookieRedirect().DisableAntiforgery();
        group.MapGet("", List);
        group.MapPost("", (HttpRequest request, CurrentUser user, WorkflowLibrary library, string? name) =>
            AnswerAsync(async () => About(library.Add(user, name ?? "Imported workflow", await ReadAsync(request))))).WithMetadata(limit);
        group.MapGet("/{id}", (string id, int? version, CurrentUser user, WorkflowLibrary library, WorkflowRuns runs) =>
            Answer(() => Whole(library, runs, user, id, version)));
        group.MapPut("/{id}", (string id, string? name, HttpRequest request, CurrentUser user, WorkflowLibrary library) =>
            AnswerAsync(async () =>
            new JsonObject { ["version"] = library.Save(user, id, await ReadAsync(request), name ?? "") })).WithMetadata(limit);
        group.MapPatch("/{id}", (string id, DescribeBody body, CurrentUser user, WorkflowLibrary library) =>
            Answer(() => About(library.Describe(user, id, body.Name, body.Description, body.Tags))));
        group.MapDelete("/{id}", (string id, bool? forever, CurrentUser user, WorkflowLibrary library) => Answer(() =>
        {
            if (forever == true)
                library.Remove(user, id);
            else
                library.Bin(user, id, isIn: true);
            return new JsonObject { ["status"] = "ok" };
        }));
        group.MapPost("/{id}/restore", (string id, CurrentUser user, WorkflowLibrary library) => Answer(() =>
        {
            library.Bin(user, id, isIn: false);
            return new JsonObject { ["status"] = "ok" };
        }));
        group.MapPost("/{id}/duplicate", (string id, CurrentUser user, WorkflowLibrary library) =>
            Answer(() => About(library.Duplicate(user, id))));
        group.MapGet("/{id}/versions", (string id, CurrentUser user, WorkflowLibrary library) => Answer(() => new JsonObject
        {
            ["versions"] = new JsonArray([.. library.Versions(user, id).Select(version => (JsonNode)new JsonObject
                { ["number"] = version.Number, ["name"] = version.Name, ["created"] = version.Created.ToString("O") })]),
        }));
        group.MapPost("/{id}/versions/{number:int}/revert", (string id, int number, CurrentUser user, WorkflowLibrary library) =>
            Answer(() => new JsonObject { ["version"] = library.Revert(user, id, number) }));
        return routes;
    }

    /// <summary>What it is called and how it stands.</summary>
    public static JsonObject About(SavedWorkflow workflow) => new()
    {
        ["id"] = workflow.Id,
        ["name"] = workflow.Name,
        ["description"] = workflow.Description,
        ["tags"] = new JsonArray([.. workflow.Tags.Select(tag => (JsonNode)tag)]),
        ["version"] = workflow.Version,
        ["shipped"] = workflow.IsShipped,
        ["thumbnail"] = workflow.Thumbnail,
        ["created"] = workflow.Created.ToString("O"),
        ["changed"] = workflow.Changed.ToString("O"),
        ["deleted"] = workflow.Deleted?.ToString("O"),
    };

    /// <summary>The answer, or the refusal with its status.</summary>
    internal static IResult Answer(Func<JsonNode> work)
    {
        try
        {
            return TypedResults.Json(work());
        }
        catch (WorkflowException e)
        {
            return Refused(e);
        }
    }

    internal static async Task<IResult> AnswerAsync(Func<Task<JsonNode>> work)
    {
        try
        {
            return TypedResults.Json(await work());
        }
        catch (WorkflowException e)
        {
            return Refused(e);
        }
    }

    internal static IResult Refused(WorkflowException e) => TypedResults.Json(new JsonObject { ["detail"] = e.Message },
        statusCode: e.Status);

    private static IResult List(CurrentUser user, WorkflowLibrary library, string? text, string? tag, bool? bin) =>
        Answer(() => new JsonObject
    {
        ["workflows"] = new JsonArray([.. library.List(user, new() { Text = text, Tag = tag, Bin = bin == true }).Select(About)]),
    });

    private static JsonObject Whole(WorkflowLibrary library, WorkflowRuns runs, CurrentUser user, string id, int? version)
    {
        var json = About(library.Find(user, id) ?? throw WorkflowException.Missing());
        var content = library.Content(user, id, version);
        json["workflow"] = content.Ui?.DeepClone();
        json["prompt"] = content.Api?.DeepClone();
        json["inputs"] = content.Form?.DeepClone() ?? (version is null ? ManifestWriter.Inputs(runs.Open(user, id).Form) : null);
        return json;
    }

    /// <summary>The body is the file itself, or a form that has it.</summary>
    private static async Task<WorkflowContent> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(new() { MultipartBodyLengthLimit = WorkflowImport.MostBytes },
                request.HttpContext.RequestAborted);
            if (form.Files is not [var file, ..])
                throw WorkflowException.Bad("A multipart form with one file was expected.");
            await file.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        }
        else
        {
            await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        }
        return WorkflowImport.Read(bytes.ToArray());
    }

    internal sealed record DescribeBody(string? Name, string? Description, string[]? Tags);
}
