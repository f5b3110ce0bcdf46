using Studio.Web.Components.Controls;
using Studio.Web.Languages;
using Studio.Web.Models;

namespace Studio.Web.Components.Library;

/// <summary>What kinds of model are called for people.</summary>
internal static class KindNames
{
    public static string Of(string kind, Texts texts) => Usual(kind, texts) ?? kind.Replace('_', ' ');

    /// <summary>The kinds that have single files, the usual ones first.</summary>
    public static IReadOnlyList<Choice> Choices(ModelCatalog catalog, Texts texts) =>
    [
        .. catalog.Folders.Where(folder => folder.Extensions.Count > 0 && folder.Paths.Count > 0 && folder.Key != "configs")
            .OrderBy(folder => Usual(folder.Key, texts) is null).Select(folder => new Choice(folder.Key, Of(folder.Key, texts))),
    ];

    /// <returns>Null for a folder that has only its own name.</returns>
    private static string? Usual(string kind, Texts texts) => kind switch
    {
        "checkpoints" => texts["Checkpoints"],
        "loras" => texts["LoRAs"],
        "vae" => texts["VAE"],
        "text_encoders" => texts["Text encoders"],
        "diffusion_models" => texts["Diffusion models"],
        "embeddings" => texts["Embeddings"],
        "controlnet" => texts["ControlNets"],
        "clip_vision" => texts["Picture encoders"],
        "ipadapter" => texts["IP-Adapters"],
        "style_models" => texts["Style models"],
        "upscale_models" => texts["Upscalers"],
        "diffusers" => texts["Model folders"],
        "vae_approx" => texts["Tiny autoencoders"],
        _ => null,
    };
}
