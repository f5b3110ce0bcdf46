using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Studio.Engine.Imaging;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Workflows;

namespace Studio.Web.Api.Studio;

/// <summary>/api/run/{workflow_id} and beside it: a saved workflow's form, its graph with values, its run and what came out.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder group)
    {
        var limit = new RequestSizeLimitAttribute(group.ServiceProvider.GetRequiredService<StudioOptions>().MaxUploadBytes + (1 << 20));
        group.MapGet("/{id}", (string id, CurrentUser user, WorkflowRuns runs) =>
            WorkflowsApi.Answer(() => RunManifest.Of(runs.Open(user, id))));
        group.MapPost("/upload-image", UploadAsync).WithMetadata(limit);
        group.MapPost("/{id}/build", BuildAsync).WithMetadata(limit);
        group.MapPost("/{id}/execute", ExecuteAsync).WithMetadata(limit);
        group.MapGet("/status/{promptId}", (string promptId, CurrentUser user, JobQueue queue) =>
            TypedResults.Json(RunStatus.Of(queue.Find(user, promptId), queue.Progress(user, promptId))));
        group.MapGet("/result/{promptId}", Result);
        group.MapPost("/extract-workflow", ExtractAsync).WithMetadata(limit);
        group.MapGet("/extract-workflow/{filename}", (string filename, string? source, CurrentUser user, PictureGallery gallery) =>
            WorkflowsApi.Answer(() => Extracted(gallery.Texts(user,
                ImageNames.Split(filename, source == "output" ? ImageFolder.Output : ImageFolder.Input)))));
    }

    private static Task<IResult> UploadAsync(HttpRequest request, CurrentUser user, PictureGallery gallery, StudioOptions options) =>
        WorkflowsApi.AnswerAsync(async () => (await RunBody.FormAsync(request, options)).Files is [var file, ..]
            ? new JsonObject { ["filename"] = await RunBody.KeepAsync(file, user, gallery) }
            : throw WorkflowException.Bad("A multipart form with a file was expected."));

    private static Task<IResult> BuildAsync(string id, string? format, HttpRequest request, CurrentUser user, WorkflowRuns runs,
        PictureGallery gallery, StudioOptions options) => WorkflowsApi.AnswerAsync(async () =>
    {
        if (format is not (null or "api" or "workflow"))
            throw WorkflowException.Bad("format is api or workflow.");
        var opened = runs.Open(user, id);
        var (filled, file) = runs.Fill(user, opened, await RunBody.ReadAsync(request, user, gallery, options, opened.Form));
        return filled.Prompt is null ? throw WorkflowException.Bad(Joined(filled.Errors)) : format == "workflow" ? file! : filled.Prompt;
    });

    private static async Task<IResult> ExecuteAsync(string id, HttpContext context, CurrentUser user, WorkflowRuns runs,
        PictureGallery gallery,
        StudioOptions options)
    {
        try
        {
            var opened = runs.Open(user, id);
            var values = await RunBody.ReadAsync(context.Request, user, gallery, options, opened.Form);
            var client = Guid.NewGuid().ToString("N");
            var run = await runs.RunAsync(user, id, values, client);
            if (run.Job is not { } job)
                throw WorkflowException.Bad(Joined(run.Errors));
            var seeds = new JsonObject(run.Seeds.Select(seed => KeyValuePair.Create(seed.Key, (JsonNode?)seed.Value)));
            return TypedResults.Json(new JsonObject { ["prompt_id"] = job.Id, ["client_id"] = client, ["seeds"] = seeds });
        }
        catch (WorkflowException e)
        {
            return WorkflowsApi.Refused(e);
        }
        catch (JobRefusedException e)
        {
            JobsApi.TellRetry(context, e);
            return TypedResults.Json(new JsonObject { ["detail"] = e.Message }, statusCode: JobsApi.StatusOf(e.Refusal));
        }
    }

    private static IResult Result(string promptId, HttpContext context, CurrentUser user, JobQueue queue, PictureGallery gallery)
    {
        if (queue.Find(user, promptId) is { } job && RunStatus.Files(job).FirstOrDefault() is { } file
            && ImageNames.Folder((string?)file["type"] ?? "output") is { } folder
            && new StoredImage((string)file["filename"]!, (string?)file["subfolder"] ?? "", folder) is var image
            && gallery.Open(user, image) is { } path)
        {
            SecurityHeaders.IsSomebodysFile(context);
            return TypedResults.PhysicalFile(path, ImageNames.MimeTypeOf(image.FileName) ?? "application/octet-stream",
                enableRangeProcessing: true);
        }
        return TypedResults.Json(new JsonObject { ["detail"] = "There is no result of such a job yet." },
            statusCode: StatusCodes.Status404NotFound);
    }

    private static Task<IResult> ExtractAsync(HttpRequest request, StudioOptions options) => WorkflowsApi.AnswerAsync(async () =>
    {
        if ((await RunBody.FormAsync(request, options)).Files is not [var file, ..])
            throw WorkflowException.Bad("A multipart form with a picture was expected.");
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        try
        {
            ImageCodec.Probe(bytes.ToArray());
            return Extracted(ImageCodec.ReadText(bytes.ToArray()));
        }
        catch (global::Studio.Engine.EngineException)
        {
            throw WorkflowException.Bad("This is no picture that can be read.");
        }
    });

    private static JsonObject Extracted(IReadOnlyDictionary<string, string>? texts) =>
        texts is not null && WorkflowImport.OfTexts(texts) is { } content
            ? new JsonObject { ["prompt"] = content.Api, ["workflow"] = content.Ui }
            : throw new WorkflowException(WorkflowRefusal.NotFound, "There is no such picture, or it carries no workflow.");

    private static string Joined(IReadOnlyDictionary<string, string> errors) => string.Join(" | ", errors.Values);
}
