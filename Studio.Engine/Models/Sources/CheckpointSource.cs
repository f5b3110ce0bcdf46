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

    public override long EstimateBytes(Network network, MemoryPolicy policy) => MemoryPlan.Copies(policy) * Weights(network).Values
        .Sum(tensor => policy is MemoryPolicy.KeepHalf && tensor.DType is "F16" or "BF16"
            ? tensor.ByteLength
            : tensor.ByteLength * 32 / TensorTypes.Bits(tensor.DType)!.Value);

    public override LoadedNetwork Build(Network network, WeightChanges changes, GraphPatches patches, ModelPoolOptions options,
        CancellationToken cancellationToken)
    {
        var compute = options.Compute(StoredType(network), network.Precision);
        var keepHalf = compute is not ElementType.Float32 || options.Session.Memory is MemoryPolicy.KeepHalf;
        using var reader = OpenWeights(network, changes, keepHalf, cancellationToken);
        using var graph = new OrtGraph();
        network.Build(new OnnxGraph(graph, reader.Weights, new GraphOptions(options.PlainAttention, compute)), patches);
        var bytes = MemoryPlan.Copies(options.Session.Memory) * reader.Weights.Bytes;
        return new LoadedNetwork(graph.CreateSession(Settings(network, options)), bytes);
    }

    /// <summary>The type that most of its numbers have.</summary>
    private ElementType StoredType(Network network) => Weights(network).Values
        .GroupBy(tensor => TensorTypes.Element(tensor.DType) ?? ElementType.Float32)
        .MaxBy(type => type.Sum(tensor => tensor.ByteLength / (double)type.Key.Size()))?.Key ?? ElementType.Float32;

    public override WeightReader OpenWeights(Network network, WeightChanges changes, bool keepHalf, CancellationToken cancellationToken)
    {
        RequireUnchanged();
        return new WeightReader(header, network.Prefix, changes, keepHalf, cancellationToken);
    }

    public override IReadOnlyDictionary<string, TensorEntry> Weights(Network network) => header.Tensors.Values
        .Where(tensor => tensor.Name.StartsWith(network.Prefix, StringComparison.Ordinal)
            && network.Owns(tensor.Name[network.Prefix.Length..]))
        .ToDictionary(tensor => tensor.Name[network.Prefix.Length..], StringComparer.Ordinal);
}
