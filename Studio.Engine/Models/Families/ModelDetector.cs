using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>
/// What a model file is. <paramref name="Kind"/> is the folder it belongs to, as ComfyUI names it; <paramref name="Name"/> is for people.
/// </summary>
/// <param name="Family">What it holds, when this build can run it; else null.</param>
/// <param name="Why">Why it cannot run, when more is known than that it is not there yet.</param>
public sealed record DetectedModel(string Kind, string Name, ModelFamily? Family, string? Why = null);

/// <summary>Tensor names and shapes to a model family.</summary>
public static class ModelDetector
{
    private static readonly ModelKind Checkpoints = new("checkpoints", "checkpoint", "diffusion model", family => family.HasDenoiser,
        "a checkpoint of Stable Diffusion 1, 2 or XL, of FLUX, Z-Image or Qwen-Image") { IsOfDenoisers = true };

    private static readonly IReadOnlyList<ModelKind> Kinds =
    [
        Checkpoints,
        Checkpoints with { Folder = "diffusion_models", Title = "diffusion model" },
        new("vae", "VAE", "VAE", family => family.Find(NetworkRole.VaeDecoder) is not null, "the VAE of a Stable Diffusion model"),
        new(TinyAutoencoderFile.KindName, "tiny autoencoder", "tiny autoencoder",
            family => family.Networks.Any(network => network is TinyDecoder or TinyEncoder), "TAESD, TAESDXL, TAESD3 or TAEF1"),
        new("text_encoders", "text encoder", "text encoder", family => family.Networks.Any(network => network.Role.IsText),
            "the text encoder of a Stable Diffusion model, of FLUX, Z-Image or Qwen-Image"),
        new("controlnet", "ControlNet", "ControlNet", family => family.Find(NetworkRole.Control) is not null,
            "a ControlNet, control-LoRA or T2I-Adapter for Stable Diffusion 1, 2 or XL, or a ControlNet for FLUX.1 or Qwen-Image"),
        new(ClipVisionFile.KindName, "CLIP vision encoder", "picture encoder", family => family.Find(NetworkRole.Vision) is not null,
            "the picture encoder of CLIP (ViT-L, H, bigG) or of SigLIP"),
        new(IpAdapterFile.KindName, "IP-Adapter", "IP-Adapter", family => family.Find(NetworkRole.Adapter) is not null,
            "an IP-Adapter for Stable Diffusion 1.5 or SDXL that is not led by a face: plain, light, plus, plus face, full face"),
        new("style_models", "style model", "style model", family => family.Find(NetworkRole.Style) is not null,
            "FLUX.1 Redux (flux1-redux-dev.safetensors)"),
        new(ZImageControlFile.KindName, "model patch", "model patch", family => family.Find(NetworkRole.Patch) is not null,
            "a ControlNet for Z-Image (Z-Image-Turbo-Fun-Controlnet-Union.safetensors), or DiffSynth's for Qwen-Image"),
        new(UpscalerFile.Kind, "upscaler", "upscaler", family => family.Find(NetworkRole.Upscale) is not null,
            "an upscaler of one of these"),
    ];

    /// <summary>What the file is; null when it is nothing that is known.</summary>
    /// <exception cref="EngineException">BadFile: it looks like a model that can run, but tensors are missing or have impossible
    /// shapes. Unsupported: it would run, but for a size that no network here has.</exception>
    public static DetectedModel? Describe(TensorHeader header) => Describe(header, FamilyCatalog.BuiltIn);

    /// <summary>The same, where extensions may have brought families.</summary>
    /// <inheritdoc cref="Describe(TensorHeader)"/>
    public static DetectedModel? Describe(TensorHeader header, FamilyCatalog families) =>
        Describe(new TensorNames(ModelLayout.Unify(header)), families);

    /// <summary>The family of a checkpoint.</summary>
    /// <exception cref="EngineException">Unsupported: recognised, but this build cannot run it. BadFile: not a checkpoint, or a damaged
    /// one.</exception>
    public static ModelFamily Detect(TensorHeader header) =>
        Detect(ModelLayout.Unify(header), Checkpoints.Folder, FamilyCatalog.BuiltIn);

    /// <summary>The family of a file, its layers under the usual names, from which the networks of a folder's kind are wanted.</summary>
    /// <inheritdoc cref="Detect(TensorHeader)"/>
    internal static ModelFamily Detect(TensorHeader unified, string folder, FamilyCatalog families)
    {
        var kind = KindOf(folder);
        var model = Describe(new TensorNames(unified), families);
        return model?.Family is { } family && kind.IsIn(family) ? family : throw Refused(unified, kind, model);
    }

    /// <exception cref="EngineException">BadFile: the model has nothing of the kind.</exception>
    internal static void Require(ModelSource source, string folder)
    {
        var kind = KindOf(folder);
        if (!kind.IsIn(source.Family))
            throw new EngineException(EngineError.BadFile, $"'{source.Name}' ({source.Family.Name}) has no {kind.Part}. Use {kind.Advice}.");
    }

    private static ModelKind KindOf(string folder) => Kinds.FirstOrDefault(kind => kind.Folder == folder) ?? Checkpoints;

    private static DetectedModel? Describe(TensorNames tensors, FamilyCatalog families)
    {
        var certain = RecognisedFiles.Certain.FirstOrDefault(row => row.Matches(tensors));
        if (certain is not null && certain.Kind != Checkpoints.Folder)
            return Recognised(certain);
        if ((certain is null ? families.Find(tensors) : families.FindInPacks(tensors)) is { } family)
            return family.Read(tensors) is var model && model is null
                ? new DetectedModel(family.Kind, family.Name, null)
                : new DetectedModel(family.Kind, model.Name, model);
        return (certain ?? RecognisedFiles.Leftovers.FirstOrDefault(row => row.Matches(tensors))) is { } row ? Recognised(row) : null;
    }

    private static DetectedModel Recognised(RecognisedFile row) => new(row.Kind, row.Name, null, row.Why);

    private static EngineException Refused(TensorHeader header, ModelKind kind, DetectedModel? model)
    {
        var file = Path.GetFileName(header.Path);
        if (model is null)
        {
            return new EngineException(
                EngineError.BadFile,
                $"'{file}' is not a {kind.Title}: none of its {header.Tensors.Count} tensors is known (the first is '{header.Tensors.Keys.Order(StringComparer.Ordinal).FirstOrDefault()}').");
        }
        if (model is { Kind: "checkpoints", Family: { } family })
            return new EngineException(EngineError.BadFile,
                $"'{file}' is a checkpoint of {family.Name}, but has no {kind.Title}. Use {kind.Advice}.");
        return model.Family is null && (model.Kind == kind.Folder || (model.Kind == Checkpoints.Folder && kind.IsOfDenoisers))
            ? new EngineException(EngineError.Unsupported,
                $"'{file}' was recognised as {model.Name}, which is not supported yet{(model.Why is null ? "" : $": {model.Why}")}. Use {kind.Advice}.")
            : new EngineException(EngineError.BadFile,
                $"'{file}' is not a {kind.Title}: it was recognised as {model.Name} and belongs into the folder '{model.Kind}'.");
    }

    /// <summary>What a folder's files are for.</summary>
    /// <param name="Title">What such a file is called.</param>
    /// <param name="Part">What is missing where there is none.</param>
    /// <param name="Advice">What to use instead of a file that cannot run.</param>
    private sealed record ModelKind(string Folder, string Title, string Part, Func<ModelFamily, bool> IsIn, string Advice)
    {
        /// <summary>Whether any checkpoint that is recognised is of the kind.</summary>
        public bool IsOfDenoisers { get; init; }
    }
}
