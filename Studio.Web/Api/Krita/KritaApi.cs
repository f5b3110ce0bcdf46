using Microsoft.AspNetCore.Mvc;
using Studio.Web.Api.Comfy;
using Studio.Web.Auth;
using Studio.Web.Models;

namespace Studio.Web.Api.Krita;

/// <summary>
/// /api/etn: what comfyui-tooling-nodes adds to ComfyUI for painters' programs, first of all Krita's plugin (krita-ai-diffusion).
/// </summary>
public static class KritaApi
{
    private const string English = "en";

    public static IServiceCollection AddKrita(this IServiceCollection services) => services.AddSingleton<SharedWorkflows>();

    public static IEndpointRouteBuilder MapKrita(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/etn").WithTags("Krita").RequireScopes(Scopes.ComfyRead, Scopes.ComfyRun).DisableCookieRedirect()
            .DisableAntiforgery();
        group.AddEndpointFilter(KritaAnswer.Filter).WithMetadata(new RequestSizeLimitAttribute(ComfyBody.MaxBytes));
        group.MapGet("/model_info/{folder}", DescribeModels).WithSummary("What the model files of a folder are, by their tensors");
        group.MapGet("/languages", () => ComfyAnswer.Array(_ => { })).WithSummary("Languages that prompts can be translated from: none");
        group.MapGet("/translate/{language}/{*text}", Translate).WithSummary("A text as it is, from English");
        group.MapCachedPictures();
        group.MapSharedWorkflows();
        routes.MapGroup("/api/etn").WithTags("Krita").RequireAuthorization(Scopes.ModelsWrite).DisableCookieRedirect()
            .DisableAntiforgery().AddEndpointFilter(KritaAnswer.Filter).MapPut("/upload/loras/{name}", LoraUpload.KeepAsync)
            .WithMetadata(new RequestSizeLimitAttribute(LoraUpload.Largest)).WithSummary("Puts a LoRA into the models folder");
        return routes;
    }

    private static IResult Translate(string language, string text) => language == English
        ? ComfyAnswer.Json(text)
        : KritaAnswer.Error(StatusCodes.Status400BadRequest, $"There is no language '{language}' here: prompts are taken in English.");

    /// <summary>Every file under the name by which its loader lists it.</summary>
    private static IResult DescribeModels(string folder, ModelCatalog catalog, int? offset, int? limit)
    {
        if (folder is not ("checkpoints" or "diffusion_models" or "unet_gguf"))
            return KritaAnswer.Error(StatusCodes.Status400BadRequest,
                $"There is no list '{folder}': checkpoints, diffusion_models and unet_gguf are described.");
        if (offset < 0 || limit < 0)
            return KritaAnswer.Error(StatusCodes.Status400BadRequest, "offset and limit must not be negative.");
        var all = folder == "unet_gguf"
            ? catalog.Files("diffusion_models").Where(file => file.Name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).ToList()
            : catalog.Files(folder);
        var files = all.Skip(offset ?? 0).Take(limit ?? int.MaxValue).ToList();
        return ComfyAnswer.Object(json =>
        {
            foreach (var file in files)
                json.Object(file.Name, () => Describe(json, catalog.Facts(file)));
            if (limit is null)
                return;
            json.Object("_meta", () =>
            {
                json.WriteNumber("offset", offset ?? 0);
                json.WriteNumber("count", files.Count);
                json.WriteNumber("total", all.Count);
            });
        });
    }

    private static void Describe(System.Text.Json.Utf8JsonWriter json, ModelFacts facts)
    {
        var model = facts.Architecture;
        json.WriteString("base_model", model.BaseModel);
        json.WriteBoolean("is_inpaint", model.IsInpaint);
        json.WriteBoolean("is_refiner", model.IsRefiner);
        if (model.Type is { } type)
            json.WriteString("type", type);
        if (facts.Problem is { } problem)
            json.WriteString("error", problem);
    }
}
