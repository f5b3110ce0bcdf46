using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>The networks of a checkpoint; each is a session of its own and loads at first use.</summary>
internal enum ModelPart
{
    Text,
    UNet,
    Decoder,
    Encoder,
}

/// <summary>
/// What a network is made of: a part of a source, and everything that is done to it. Equal recipes make, and share, one network.
/// </summary>
internal sealed record NetworkRecipe(ModelSource Source, ModelPart Part)
{
    public WeightChanges Changes { get; init; } = WeightChanges.None;

    public UNetVariant Variant { get; init; } = UNetVariant.Plain;

    public bool Uses(ModelSource source) => Source == source || Changes.Uses(source);
}

/// <summary>Where networks come from: one state of one file or folder on disk.</summary>
/// <param name="path">What it is called in messages.</param>
internal abstract class ModelSource(string path, FileStamp stamp, ModelFamily family)
{
    private LatentPreview? _preview;

    public string Path { get; } = path;

    public FileStamp Stamp { get; } = stamp;

    public ModelFamily Family { get; } = family;

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>About how many bytes of weights a network will take.</summary>
    public abstract long EstimateBytes(ModelPart part);

    /// <summary>Makes a network ready to run.</summary>
    /// <exception cref="EngineException">The file is damaged, gone or changed (BadFile); no memory (OutOfMemory); the runtime refuses it
    /// (Native).</exception>
    public abstract Network Build(NetworkRecipe recipe, ModelPoolOptions options, CancellationToken cancellationToken);

    /// <summary>The weights of a network by their names without its prefix.</summary>
    /// <exception cref="EngineException">Unsupported: they are not to be had one by one.</exception>
    public abstract IReadOnlyDictionary<string, TensorEntry> Weights(ModelPart part);

    /// <summary>What its file says beside the weights.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Opens the weights of a network with all that was done to them, to be read one by one.</summary>
    /// <param name="keepHalf">Whether half precision stays so; everything else is float32.</param>
    /// <exception cref="EngineException">BadFile: a file changed or is gone. Unsupported: the weights are not to be had one by
    /// one.</exception>
    public abstract WeightReader OpenWeights(NetworkRecipe recipe, bool keepHalf, CancellationToken cancellationToken);

    public LatentPreview PreviewColors(ModelPool pool, CancellationToken cancellationToken) =>
        _preview ??= LatentPreview.For(this, pool, cancellationToken);

    /// <exception cref="EngineException">BadFile: the file is not the one that was detected any more.</exception>
    protected void RequireUnchanged()
    {
        if (FileStamp.Of(Path) != Stamp)
            throw new EngineException(EngineError.BadFile, $"'{Name}' changed or went away after it was loaded. Queue the prompt again.");
    }

    protected SessionSettings Settings(ModelPart part, ModelPoolOptions options) =>
        options.Session with { Name = $"the {PartName(part)} of {Name}" };

    protected static string PartName(ModelPart part) => part switch
    {
        ModelPart.Text => "text encoder",
        ModelPart.UNet => "UNet",
        ModelPart.Decoder => "VAE decoder",
        _ => "VAE encoder",
    };
}

/// <summary>A network ready to run, and what its weights cost in memory.</summary>
internal sealed record Network(OrtSession Session, long Bytes);
