using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>Where networks come from: one state of one file or folder on disk.</summary>
/// <param name="path">What it is called in messages.</param>
internal abstract class ModelSource(string path, FileStamp stamp, ModelFamily family)
{
    public string Path { get; } = path;

    public FileStamp Stamp { get; } = stamp;

    public ModelFamily Family { get; } = family;

    /// <summary>The families that it was told from.</summary>
    public FamilyCatalog Families { get; init; } = FamilyCatalog.BuiltIn;

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>What its file says beside the weights.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>About how many bytes of weights a network will take if it is built with these options.</summary>
    public abstract long EstimateBytes(Network network, ModelPoolOptions options);

    /// <summary>Makes a network ready to run.</summary>
    /// <exception cref="EngineException">The file is damaged, gone or changed (BadFile); no memory (OutOfMemory); the runtime refuses it
    /// (Native).</exception>
    public abstract LoadedNetwork Build(Network network, WeightChanges changes, GraphPatches patches, ModelPoolOptions options,
        CancellationToken cancellationToken);

    /// <summary>The weights of a network by their names without its prefix.</summary>
    /// <exception cref="EngineException">Unsupported: they are not to be had one by one.</exception>
    public abstract IReadOnlyDictionary<string, TensorEntry> Weights(Network network);

    /// <summary>Opens the weights of a network with all that was done to them, to be read one by one.</summary>
    /// <param name="kept">Which types stay as the file has them.</param>
    /// <exception cref="EngineException">BadFile: a file changed or is gone. Unsupported: the weights are not to be had one by
    /// one.</exception>
    public abstract WeightReader OpenWeights(Network network, WeightChanges changes, KeptTypes kept, CancellationToken cancellationToken);

    /// <exception cref="EngineException">BadFile: the file is not the one that was detected any more.</exception>
    protected void RequireUnchanged()
    {
        if (FileStamp.Of(Path) != Stamp)
            throw new EngineException(EngineError.BadFile, $"'{Name}' changed or went away after it was loaded. Queue the prompt again.");
    }

    protected SessionSettings Settings(Network network, ModelPoolOptions options) =>
        options.Session with { Name = $"the {network.Role.Title} of {Name}" };
}

/// <summary>A network ready to run, and what its weights cost in memory.</summary>
internal sealed record LoadedNetwork(OrtSession Session, long Bytes);
