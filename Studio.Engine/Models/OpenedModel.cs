using Studio.Engine.Models.Families;

namespace Studio.Engine.Models;

/// <summary>The values that one file or folder gives, the same for everybody while it does not change.</summary>
internal sealed class OpenedModel
{
    public OpenedModel(ModelSource source, FamilyCatalog families)
    {
        Source = source;
        NetworkRecipe[] texts = [.. source.Family.Networks.Where(network => network.Role.IsText)
            .Select(network => new NetworkRecipe(source, network))];
        Clip = texts.Length == 0 ? null : TextEncoders.Join(families, source.Family.Text, texts);
        Vae = source.Family.Find(NetworkRole.VaeDecoder) is null ? null : new VaeModel(source);
        if (source.Family.Find(NetworkRole.Denoiser) is { } denoiser)
            Checkpoint = new LoadedCheckpoint(new DiffusionModel(new NetworkRecipe(source, denoiser)), Clip, Vae);
    }

    public ModelSource Source { get; }

    /// <summary>Null when there is no denoiser.</summary>
    public LoadedCheckpoint? Checkpoint { get; }

    public ClipModel? Clip { get; }

    public VaeModel? Vae { get; }
}
