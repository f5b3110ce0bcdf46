using System.Globalization;
using System.Text.Json;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Models;
using Studio.Web.Models.Catalogues;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Library;

namespace Studio.Web.Api.Studio;

/// <summary>/api/admin/models: the models' routes of ComfyUI Studio, with its shapes.</summary>
internal static class CatalogueApi
{
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromSeconds(1);

    public static void MapCatalogue(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin").WithTags("Studio").RequireAuthorization(Scopes.ModelsAdmin).DisableCookieRedirect()
            .DisableAntiforgery();
        group.MapGet("/models", (CatalogueView view) => Answer(() => TypedResults.Json(view.Whole())));
        group.MapGet("/loras", (CatalogueView view) => Answer(() => TypedResults.Json(view.Whole("loras"))));
        group.MapGet("/loras/compatible/{model}", (string model, CatalogueView view) => Answer(() => TypedResults.Json(view.Pairs(model))));
        group.MapGet("/models/status", StatusAsync);
        group.MapGet("/models/civitai-map", (CatalogueView view) => Answer(() => TypedResults.Json(view.CivitaiMap())));
        group.MapPost("/models/download/{filename}", Download);
        group.MapPost("/models/download-batch", DownloadBatch);
        group.MapDelete("/models/{filename}", Delete);
        group.MapDelete("/models/{filename}/catalog", Remove);
        group.MapPost("/models/import", ImportAsync);
        group.MapPost("/models/sync", Sync);
        group.MapGet("/activity-log", (CatalogueView view) => TypedResults.Json(view.Activity()));
        group.MapPost("/activity-log/clear", Clear);
    }

    private static IResult Download(string filename, CurrentUser user, CatalogueView view, DownloadQueue queue) => Answer(() =>
    {
        var download = queue.Add(user, view.RequestOf(filename)).Download;
        return TypedResults.Json(new { status = download.State == DownloadState.Running ? "downloading" : "queued", file = filename });
    });

    private static IResult Sync(ModelCatalogues catalogues) => TypedResults.Json(
        new { status = "up_to_date", version = catalogues.Shipped.Version });

    private static IResult DownloadBatch(BatchBody body, CurrentUser user, CatalogueView view, DownloadQueue queue) => Answer(() =>
    {
        var (queued, skipped) = (0, 0);
        foreach (var file in body.Filenames ?? [])
        {
            try
            {
                if (queue.Add(user, view.RequestOf(file)).IsNew)
                    queued++;
                else
                    skipped++;
            }
            catch (DownloadException e) when (e.Refusal is DownloadRefusal.NotFound or DownloadRefusal.Conflict)
            {
                skipped++; // not in the catalogue, or there already
            }
        }

        return TypedResults.Json(new { queued, skipped });
    });

    private static IResult Delete(string filename, CurrentUser user, CatalogueView view, ModelLibrary library) => Answer(() =>
    {
        var (kind, name) = view.EntryOf(filename).Place;
        library.Delete(user, kind, name);
        return TypedResults.Json(new { status = "deleted", file = filename });
    });

    private static IResult Remove(string filename, CurrentUser user, CatalogueView view, ModelCatalogues catalogues) => Answer(() =>
    {
        if (view.FileOf(view.EntryOf(filename)) is not null)
            return Detail(StatusCodes.Status409Conflict, $"{filename} is on the disk. Delete the file first.");
        return catalogues.Remove(user, filename)
            ? TypedResults.Json(new { status = "removed" })
            : Detail(StatusCodes.Status404NotFound, $"{filename} is not in your own catalogue; entries that came with the program stay.");
    });

    private static async Task<IResult> ImportAsync(HttpContext context, CurrentUser user, ModelCatalogues catalogues)
    {
        try
        {
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
            if (form?.Files is not [var file, ..])
                return Detail(StatusCodes.Status400BadRequest, "Send a catalogue as the file of a form (multipart/form-data).");
            await using var json = file.OpenReadStream();
            var (added, skipped) = await catalogues.ImportAsync(user, json, context.RequestAborted);
            return TypedResults.Json(new { added, skipped, total_added = added });
        }
        catch (DownloadException e)
        {
            return Detail(DownloadsApi.StatusOf(e.Refusal), e.Message);
        }
    }

    /// <summary>A frame each second, as long as somebody listens.</summary>
    private static async Task StatusAsync(HttpContext context, CatalogueView view, TimeProvider time)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        while (!HttpMethods.IsHead(context.Request.Method) && !context.RequestAborted.IsCancellationRequested)
        {
            var frame = JsonSerializer.Serialize(new
            {
                downloads = view.Running(),
                timestamp = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
            });
            await context.Response.WriteAsync($"data: {frame}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(BetweenFrames, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IResult Clear(CurrentUser user, DownloadQueue queue) => Answer(() =>
    {
        foreach (var one in queue.List().Where(one => one.IsOver))
            queue.Remove(user, one.Id);
        return TypedResults.Json(new { status = "ok" });
    });

    private static IResult Answer(Func<IResult> work)
    {
        try
        {
            return work();
        }
        catch (DownloadException e)
        {
            return Detail(DownloadsApi.StatusOf(e.Refusal), e.Message);
        }
        catch (LibraryException e)
        {
            return Detail(LibraryApi.StatusOf(e.Refusal), e.Message);
        }
        catch (EngineException e)
        {
            return Detail(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static IResult Detail(int status, string detail) => TypedResults.Json(new { detail }, statusCode: status);

    internal sealed record BatchBody(IReadOnlyList<string>? Filenames);
}
