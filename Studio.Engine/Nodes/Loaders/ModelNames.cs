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

public sealed class VaeNames(IModelFiles files) : ModelNames(files, "vae");

public sealed class DiffusionModelNames(IModelFiles files) : ModelNames(files, "diffusion_models");

public sealed class TextEncoderNames(IModelFiles files) : ModelNames(files, "text_encoders");

public sealed class ControlNames(IModelFiles files) : ModelNames(files, "controlnet");

public sealed class UpscaleModelNames(IModelFiles files) : ModelNames(files, "upscale_models");

public sealed class DiffusersFolderNames(IModelFiles files) : ModelNames(files, "diffusers");
