namespace Studio.Engine.Models;

/// <summary>The values that one file or folder gives, the same for everybody while it does not change.</summary>
internal sealed class OpenedModel
{
    private readonly LoadedCheckpoint? _checkpoint;

    public OpenedModel(ModelPool pool, ModelSource source)
    {
        Source = source;
        Clip = source.Family.Text is null ? null : new ClipModel(pool, source);
        Vae = source.Family.Autoencoder is null ? null : new VaeModel(pool, source);
        _checkpoint = source.Family.UNet is null ? null : new LoadedCheckpoint(new DiffusionModel(pool, source), Clip, Vae);
    }

    public ModelSource Source { get; }

    public LoadedCheckpoint Checkpoint => _checkpoint!;

    public ClipModel? Clip { get; }

    public VaeModel? Vae { get; }

    /// <summary>Itself, if it has what a file of that kind is for.</summary>
    /// <exception cref="EngineException">BadFile or Unsupported: it has not.</exception>
    public OpenedModel Require(string kind)
    {
        var missing = kind switch
        {
            "vae" => Vae is null ? "VAE" : null,
            "text_encoders" => Clip is null ? "text encoder" : null,
            _ => _checkpoint is null ? "diffusion model" : null,
        };
        return missing is null
            ? this
            : throw new EngineException(EngineError.BadFile, $"'{Source.Name}' ({Source.Family.Name}) has no {missing}.");
    }
}
