using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>The files of one kind, listed anew each time.</summary>
public abstract class ModelNames(IModelFiles files, string kind) : IChoices
{
    public IReadOnlyList<string> Choices => files.Names(kind);

    public IReadOnlyList<string> Matches(string value) => ModelNameMatches.Of(value, files.Names(kind));
}

public sealed class CheckpointNames(IModelFiles files) : ModelNames(files, "checkpoints");

public sealed class LoraNames(IModelFiles files) : ModelNames(files, "loras");

/// <summary>Files, and the tiny autoencoders by name.</summary>
public sealed class VaeNames(IModelFiles files) : IChoices
{
    public IReadOnlyList<string> Choices => [.. files.Names("vae"), .. TinyAutoencoders.Names(files)];

    public IReadOnlyList<string> Matches(string value) => ModelNameMatches.Of(value, Choices);
}

public sealed class DiffusionModelNames(IModelFiles files) : ModelNames(files, "diffusion_models");

public sealed class TextEncoderNames(IModelFiles files) : ModelNames(files, "text_encoders");

public sealed class ControlNames(IModelFiles files) : ModelNames(files, "controlnet");

public sealed class UpscaleModelNames(IModelFiles files) : ModelNames(files, "upscale_models");

public sealed class VisionNames(IModelFiles files) : ModelNames(files, "clip_vision");

public sealed class StyleModelNames(IModelFiles files) : ModelNames(files, "style_models");

public sealed class ModelPatchNames(IModelFiles files) : ModelNames(files, "model_patches");

public sealed class AdapterNames(IModelFiles files) : ModelNames(files, "ipadapter");

public sealed class DiffusersFolderNames(IModelFiles files) : ModelNames(files, "diffusers");
