using System.Runtime.InteropServices;
using Studio.Engine.Models.Architectures;
using Studio.Engine.Models.Building;
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
    /// <exception cref="EngineException">The file is damaged, gone or changed (BadFile); no memory (OutOfMemory); the runtime refuses it (Native).</exception>
    public abstract Network Build(ModelPart part, ModelPoolOptions options, CancellationToken cancellationToken);

    public LatentPreview PreviewColors(ModelPool pool, CancellationToken cancellationToken) =>
        _preview ??= LatentPreview.For(this, pool, cancellationToken);

    /// <exception cref="EngineException">BadFile: the file is not the one that was detected any more.</exception>
    protected void RequireUnchanged()
    {
        if (FileStamp.Of(Path) != Stamp)
            throw new EngineException(EngineError.BadFile, $"'{Name}' changed or went away after it was loaded. Queue the prompt again.");
    }

    protected SessionSettings Settings(ModelPart part, ModelPoolOptions options) => options.Session with { Name = $"the {PartName(part)} of {Name}" };

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

/// <summary>A single-file checkpoint: the networks are described from its tensors.</summary>
internal sealed class CheckpointSource(string path, FileStamp stamp, SafetensorsHeader header, ModelFamily family) : ModelSource(path, stamp, family)
{
    public static CheckpointSource Open(string path)
    {
        var stamp = FileStamp.Of(path);
        var header = SafetensorsHeader.Read(path);
        return new CheckpointSource(path, stamp, header, ModelDetector.Detect(header));
    }

    public override long EstimateBytes(ModelPart part) => header.Tensors.Values
        .Where(tensor => tensor.Name.StartsWith(Prefix(part) + Half(part), StringComparison.Ordinal))
        .Sum(tensor => tensor.ByteLength * 32 / SafetensorsTypes.Bits(tensor.DType)!.Value);

    public override Network Build(ModelPart part, ModelPoolOptions options, CancellationToken cancellationToken)
    {
        RequireUnchanged();
        using var file = SafetensorsFile.Open(Path);
        using var weights = new Weights(file, Prefix(part), options.Session.Memory is MemoryPolicy.MinimumHalf, cancellationToken);
        using var graph = new OrtGraph();
        Describe(part, new OnnxGraph(graph, weights, new GraphOptions(options.PlainAttention)));
        return new Network(graph.CreateSession(Settings(part, options)), weights.Bytes);
    }

    private void Describe(ModelPart part, OnnxGraph graph)
    {
        switch (part)
        {
            case ModelPart.Text:
                ClipTextModel.Build(graph, Family.Text!);
                break;
            case ModelPart.UNet:
                UNet.Build(graph, Family.UNet);
                break;
            case ModelPart.Decoder:
                Autoencoder.BuildDecoder(graph, Family.Autoencoder!);
                break;
            default:
                if (Family.Autoencoder!.EncoderBlocks == 0)
                    throw new EngineException(EngineError.BadFile, $"'{Name}' has no VAE encoder: it can decode latents, but not encode pictures. Load another VAE.");
                Autoencoder.BuildEncoder(graph, Family.Autoencoder);
                break;
        }
    }

    private string Prefix(ModelPart part) => part switch
    {
        ModelPart.Text => Family.Text!.Prefix,
        ModelPart.UNet => Family.UNet.Prefix,
        _ => Family.Autoencoder!.Prefix,
    };

    private static string Half(ModelPart part) => part switch
    {
        ModelPart.Decoder => "decoder.",
        ModelPart.Encoder => "encoder.",
        _ => "",
    };
}

/// <summary>What tells one state of a file from another without reading it. Of a link it is what the link leads to.</summary>
/// <param name="Written">Ticks of the last write; of a folder the sum over its files, so that an older file in place of another shows too.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(long Length, long Written)
{
    /// <summary>Of a file, or of all files of a folder together.</summary>
    /// <exception cref="EngineException">BadFile: there is neither.</exception>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists)
            return Of(file);
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
            throw new EngineException(EngineError.BadFile, $"There is no model file or folder '{path}'.");
        return folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(Of).Aggregate(default(FileStamp), (all, part) =>
            new FileStamp(all.Length + part.Length, unchecked(all.Written + part.Written)));
    }

    private static FileStamp Of(FileInfo file)
    {
        // the length and time of a link itself do not change when the file behind it does
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? new FileStamp(target.Length, target.LastWriteTimeUtc.Ticks) : default;
    }
}
