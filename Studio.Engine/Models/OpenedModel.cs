using System.Collections.Immutable;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Models;

/// <summary>The values that one file or folder gives, the same for everybody while it does not change.</summary>
internal sealed class OpenedModel
{
    public OpenedModel(ModelSource source, FamilyCatalog families)
    {
        Source = source;
        Encoders = [.. source.Family.Networks.Where(network => network.Role.IsText)
            .Select(network => new NetworkRecipe(source, network))];
        Clip = Encoders.IsEmpty ? null : TextEncoders.OfFile(families, source.Family.Text, Encoders);
        Vae = source.Family.Find(NetworkRole.VaeDecoder) is null ? null : new VaeModel(source);
        if (source.Family.Find(NetworkRole.Control) is { } control)
            Control = new ControlModel(new NetworkRecipe(source, control));
        Upscaler = source.Family.Find(NetworkRole.Upscale) is { } upscaler ? new UpscaleModel(new NetworkRecipe(source, upscaler)) : null;
        if (source.Family.Find(NetworkRole.Vision) is { } vision)
            Vision = new VisionModel(new NetworkRecipe(source, vision));
        if (source.Family.Find(NetworkRole.Style) is { } style)
            Style = new StyleModel(new NetworkRecipe(source, style));
        if (source.Family.Find(NetworkRole.Adapter) is { } adapter)
            Adapter = new AdapterModel(new NetworkRecipe(source, adapter));
        if (source.Family.Find(NetworkRole.Patch) is { } patch)
            Patch = new PatchModel(new NetworkRecipe(source, patch));
        if (source.Family.Find(NetworkRole.Denoiser) is { } denoiser)
            Checkpoint = new LoadedCheckpoint(new DiffusionModel(new NetworkRecipe(source, denoiser)), Clip, Vae);
    }

    public ModelSource Source { get; }

    /// <summary>All text encoders that there are.</summary>
    public ImmutableArray<NetworkRecipe> Encoders { get; }

    /// <summary>Null when there is no denoiser.</summary>
    public LoadedCheckpoint? Checkpoint { get; }

    /// <summary>Null when there is no text encoder, or when it is only one of those that a family takes together.</summary>
    public ClipModel? Clip { get; }

    public VaeModel? Vae { get; }

    public ControlModel? Control { get; }

    public UpscaleModel? Upscaler { get; }

    public VisionModel? Vision { get; }

    public StyleModel? Style { get; }

    public AdapterModel? Adapter { get; }

    public PatchModel? Patch { get; }
}
