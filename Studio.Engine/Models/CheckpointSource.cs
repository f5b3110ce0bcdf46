using Studio.Engine.Models.Architectures;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>A single file, of a whole checkpoint or of one of its networks: they are described from its tensors.</summary>
internal sealed class CheckpointSource(string path, FileStamp stamp, TensorHeader header,
    ModelFamily family) : ModelSource(path, stamp, family)
{
    /// <param name="kind">The folder that such a file belongs to; see <see cref="ModelDetector.Detect(TensorHeader, string)"/>.</param>
    public static CheckpointSource Open(string path, string kind)
    {
        var stamp = FileStamp.Of(path);
        var header = DiffusersLayout.Unify(TensorHeader.Read(path));
        return new CheckpointSource(path, stamp, header, ModelDetector.Detect(header, kind));
    }

    public override long EstimateBytes(ModelPart part) => header.Tensors.Values
        .Where(tensor => tensor.Name.StartsWith(Prefix(part) + Half(part), StringComparison.Ordinal))
        .Sum(tensor => tensor.ByteLength * 32 / TensorTypes.Bits(tensor.DType)!.Value);

    public override Network Build(NetworkRecipe recipe, ModelPoolOptions options, CancellationToken cancellationToken)
    {
        using var reader = OpenWeights(recipe, options.Session.Memory is MemoryPolicy.MinimumHalf, cancellationToken);
        using var graph = new OrtGraph();
        Describe(recipe, new OnnxGraph(graph, reader.Weights, new GraphOptions(options.PlainAttention)));
        return new Network(graph.CreateSession(Settings(recipe.Part, options)), reader.Weights.Bytes);
    }

    public override IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    public override WeightReader OpenWeights(NetworkRecipe recipe, bool keepHalf, CancellationToken cancellationToken)
    {
        RequireUnchanged();
        return new WeightReader(header, Prefix(recipe.Part), recipe.Changes, keepHalf, cancellationToken);
    }

    public override IReadOnlyDictionary<string, TensorEntry> Weights(ModelPart part) => header.Tensors.Values
        .Where(tensor => tensor.Name.StartsWith(Prefix(part), StringComparison.Ordinal))
        .ToDictionary(tensor => tensor.Name[Prefix(part).Length..], StringComparer.Ordinal);

    private void Describe(NetworkRecipe recipe, OnnxGraph graph)
    {
        switch (recipe.Part)
        {
            case ModelPart.Text:
                ClipTextModel.Build(graph, Family.Text!);
                break;
            case ModelPart.UNet:
                UNet.Build(graph, Family.UNet!, recipe.Variant);
                break;
            case ModelPart.Decoder:
                Autoencoder.BuildDecoder(graph, Family.Autoencoder!);
                break;
            default:
                if (Family.Autoencoder!.EncoderBlocks == 0)
                    throw new EngineException(EngineError.BadFile,
                        $"'{Name}' has no VAE encoder: it can decode latents, but not encode pictures. Load another VAE.");
                Autoencoder.BuildEncoder(graph, Family.Autoencoder);
                break;
        }
    }

    private string Prefix(ModelPart part) => part switch
    {
        ModelPart.Text => Family.Text!.Prefix,
        ModelPart.UNet => Family.UNet!.Prefix,
        _ => Family.Autoencoder!.Prefix,
    };

    private static string Half(ModelPart part) => part switch
    {
        ModelPart.Decoder => "decoder.",
        ModelPart.Encoder => "encoder.",
        _ => "",
    };
}
