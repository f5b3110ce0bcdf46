namespace Studio.Web.Models;

/// <summary>A kind of model: its key as ComfyUI names it, the folders looked through in order, and what counts as a file of it.</summary>
/// <param name="Extensions">Lower case with dot; empty for the kind whose models are folders (diffusers).</param>
public sealed record ModelFolder(string Key, IReadOnlyList<string> Paths, IReadOnlyList<string> Extensions)
{
    /// <summary>Models of this kind are folders with a model_index.json.</summary>
    public bool HoldsFolders => Key == "diffusers";

    /// <summary>What files of weights end in.</summary>
    internal static readonly string[] Weights = [".bin", ".ckpt", ".pkl", ".pt", ".pt2", ".pth", ".safetensors", ".sft"];

    // what a kind is called on disk where that is not its key; the first is where new files go
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        ["text_encoders"] = ["text_encoders", "clip"],
        ["diffusion_models"] = ["diffusion_models", "unet"],
        ["controlnet"] = ["controlnet", "t2i_adapter"],
    };

    // nodes that save models put them below output
    private static readonly Dictionary<string, string> Saved = new(StringComparer.Ordinal)
    {
        ["checkpoints"] = "checkpoints",
        ["loras"] = "loras",
        ["vae"] = "vae",
        ["diffusion_models"] = "diffusion_models",
        ["text_encoders"] = "clip",
    };

    private static readonly Dictionary<string,
        string> Aliases = new(StringComparer.Ordinal) { ["unet"] = "diffusion_models", ["clip"] = "text_encoders" };

    /// <summary>In ComfyUI's order, and after them what its extensions brought.</summary>
    private static readonly string[] Keys =
    [
        "checkpoints", "configs", "loras", "vae", "text_encoders", "diffusion_models", "clip_vision", "style_models", "embeddings",
        "diffusers",
        "vae_approx", "controlnet", "gligen", "upscale_models", "latent_upscale_models", "custom_nodes", "datasets", "hypernetworks",
        "photomaker",
        "classifiers", "model_patches", "audio_encoders", "background_removal", "frame_interpolation", "geometry_estimation",
        "optical_flow", "detection", "ipadapter", "inpaint",
    ];

    /// <summary>unet and clip are older names of two kinds.</summary>
    public static string KeyOf(string name) => Aliases.GetValueOrDefault(name, name);

    /// <summary>Every kind with its folders below the models folder and the output folder.</summary>
    public static IEnumerable<ModelFolder> Standard(StudioPaths paths) =>
        Keys.Select(key => new ModelFolder(key, [.. PathsOf(key, paths)], ExtensionsOf(key)));

    /// <summary>A kind that only a configuration file names.</summary>
    public static ModelFolder Custom(string key) => new(key, [], Weights);

    private static IEnumerable<string> PathsOf(string key, StudioPaths paths)
    {
        foreach (var name in Names.GetValueOrDefault(key, [key]))
            yield return Path.Join(paths.Models, name);
        if (Saved.TryGetValue(key, out var saved))
            yield return Path.Join(paths.Output, saved);
    }

    // custom nodes are programs of another system, and data sets are no models: both are listed as kinds, never as files
    private static string[] ExtensionsOf(string key) => key switch
    {
        "configs" => [".yaml"],
        "diffusers" or "custom_nodes" or "datasets" => [],
        // where ComfyUI's extension for them looks
        "diffusion_models" or "text_encoders" => [.. Weights, ".gguf"],
        "inpaint" => [.. Weights, ".patch"],
        _ => Weights,
    };
}

/// <summary>One model on disk.</summary>
/// <param name="Name">Relative to its folder, forward slashes: how prompts name it.</param>
/// <param name="Path">Full path of the file, or of the folder in diffusers layout.</param>
/// <param name="PathIndex">Which of the kind's folders holds it.</param>
public sealed record ModelFile(string Kind, string Name, string Path, int PathIndex, long Bytes, DateTimeOffset Modified);
