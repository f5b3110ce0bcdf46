using Studio.Web.Components.Controls;
using Studio.Web.Models;

namespace Studio.Web.Components.Library;

/// <summary>What kinds of model are called for people.</summary>
internal static class KindNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["checkpoints"] = "Checkpoints",
        ["loras"] = "LoRAs",
        ["vae"] = "VAE",
        ["text_encoders"] = "Text encoders",
        ["diffusion_models"] = "Diffusion models",
        ["embeddings"] = "Embeddings",
        ["controlnet"] = "ControlNets",
        ["clip_vision"] = "Picture encoders",
        ["ipadapter"] = "IP-Adapters",
        ["style_models"] = "Style models",
        ["upscale_models"] = "Upscalers",
        ["diffusers"] = "Model folders",
        ["vae_approx"] = "Tiny autoencoders",
    };

    public static string Of(string kind) => Names.GetValueOrDefault(kind, kind.Replace('_', ' '));

    /// <summary>The kinds that have single files, the usual ones first.</summary>
    public static IReadOnlyList<Choice> Choices(ModelCatalog catalog) =>
    [
        .. catalog.Folders.Where(folder => folder.Extensions.Count > 0 && folder.Paths.Count > 0 && folder.Key != "configs")
            .OrderBy(folder => !Names.ContainsKey(folder.Key)).Select(folder => new Choice(folder.Key, Of(folder.Key))),
    ];
}
