using Studio.Engine.Models.Building;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>A single file, of a whole checkpoint or of one of its networks: they are described from its tensors.</summary>
internal sealed class CheckpointSource(string path, FileStamp stamp, TensorHeader header,
    ModelFamily family) : ModelSource(path, stamp, family)
{
    public override IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <param name="kind">
    /// The folder that such a file belongs to; see <see cref="ModelDetector.Detect(TensorHeader, string, FamilyCatalog)"/>.
    /// </param>
    public static CheckpointSource Open(string path, string kind, FamilyCatalog families)
    {
        var stamp = FileStamp.Of(path);
        var header = ModelLayout.Unify(TensorFormats.Read(path));
        return new CheckpointSource(path, stamp, header, ModelDetector.Detect(header, kind, families)) { Families = families };
    }

    public override long EstimateBytes(Network network, ModelPoolOptions options)
    {
        var kept = Kept(Compute(network, options), options);
        return MemoryPlan.Copies(options.Session.Memory) * Weights(network).Values.Sum(tensor => IsKept(tensor, kept)
            ? tensor.ByteLength
            : TensorTypes.Numbers(tensor.DType, tensor.ByteLength) * sizeof(float));
    }

    public override LoadedNetwork Build(Network network, WeightChanges changes, GraphPatches patches, ModelPoolOptions options,
        CancellationToken cancellationToken)
    {
        var compute = Compute(network, options);
        using var reader = OpenWeights(network, changes, Kept(compute, options), cancellationToken);
        using var graph = new OrtGraph();
        var isHere = options.Session.Provider is ExecutionProvider.Cpu && compute is ElementType.Float32;
        network.Build(new OnnxGraph(graph, reader.Weights, new GraphOptions(options.PlainAttention, compute)
        {
            OwnConvolutions = options.OwnConvolutions && isHere && OwnOperators.HasConvolution,
        }), patches);
        var bytes = MemoryPlan.Copies(options.Session.Memory) * reader.Weights.Bytes;
        return new LoadedNetwork(graph.CreateSession(Settings(network, options)), bytes);
    }

    private ElementType Compute(Network network, ModelPoolOptions options) => options.Compute(StoredType(network), network.Precision);

    /// <summary>On a device 8 bits are widened before they go there: its kernels take half precision at the least.</summary>
    private static KeptTypes Kept(ElementType compute, ModelPoolOptions options) => (compute, options.Session.Memory) switch
    {
        (not ElementType.Float32, _) => KeptTypes.Half,
        (_, MemoryPolicy.KeepHalf) => options.Session.Provider is ExecutionProvider.Cpu ? KeptTypes.HalfAndFloat8 : KeptTypes.Half,
        _ => KeptTypes.None,
    };

    private static bool IsKept(TensorEntry tensor, KeptTypes kept) => tensor.DType switch
    {
        "F16" or "BF16" => kept is not KeptTypes.None,
        "F8_E4M3" or "F8_E5M2" => kept is KeptTypes.HalfAndFloat8,
        var other => kept is KeptTypes.HalfAndFloat8 && TensorTypes.Blocks(other) is not null,
    };

    /// <summary>The type that most of its numbers have.</summary>
    private ElementType StoredType(Network network) => Weights(network).Values
        .GroupBy(tensor => TensorTypes.Blocks(tensor.DType) is null ? TensorTypes.Element(tensor.DType) ?? ElementType.Float32
            : ElementType.UInt8)
        .MaxBy(type => type.Sum(tensor => (double)TensorTypes.Numbers(tensor.DType, tensor.ByteLength)))?.Key ?? ElementType.Float32;

    public override WeightReader OpenWeights(Network network, WeightChanges changes, KeptTypes kept, CancellationToken cancellationToken)
    {
        RequireUnchanged();
        return new WeightReader(header, network.Prefix, changes, kept, cancellationToken);
    }

    public override IReadOnlyDictionary<string, TensorEntry> Weights(Network network) => header.Tensors.Values
        .Where(tensor => tensor.Name.StartsWith(network.Prefix, StringComparison.Ordinal)
            && network.Owns(tensor.Name[network.Prefix.Length..]))
        .ToDictionary(tensor => tensor.Name[network.Prefix.Length..], StringComparer.Ordinal);
}
