using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a picture encoder from its tensors' shapes.</summary>
internal static class ClipVisionReader
{
    private const string Embeddings = "vision_model.embeddings.";
    private const string Places = Embeddings + "position_embedding.weight";
    private const string Squares = Embeddings + "patch_embedding.weight";
    private const int HeadWidth = 64;
    private const int LargeWidth = 1024;
    private const int LargeHeads = 16;
    private const int LayersOfL = 24;

    /// <summary>What a file's metadata may say of the activation, where the depth does not tell: gelu or quick_gelu.</summary>
    private const string Activation = "vision.activation";

    public static bool IsThere(TensorNames tensors) => tensors.Shape(Squares)?.Count == 4 && tensors.HasAny(Places);

    /// <summary>The encoder; nothing when the file has none.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<Network> Read(TensorNames tensors)
    {
        if (!IsThere(tensors))
            return [];
        const string layers = "vision_model.encoder.layers.";
        var hasClass = tensors.HasAny(Embeddings + "class_embedding");
        var (width, count) = (tensors.Size(Places, 1), tensors.Count(layers, ".mlp.fc1.weight"));
        // each of the well-known ones has 16, from OpenAI's large one on
        var heads = MetadataSettings.Number(tensors, "vision.heads") ?? (width >= LargeWidth ? LargeHeads : Math.Max(1, width / HeadWidth));
        var places = tensors.Size(Places, 0) - (hasClass ? 1 : 0);
        var grid = (int)Math.Sqrt(places);
        if (grid * grid != places || width % heads != 0 || count == 0)
            throw TensorHeader.Bad(tensors.Header.Path, $"its picture encoder of width {width} has {places} squares, {heads} heads and {count} layers");
        return
        [
            new ClipVision("", width, count, heads, tensors.Size(layers + "0.mlp.fc1.weight", 0), grid, tensors.Size(Squares, 2))
            {
                HasClassToken = hasClass,
                QuickGelu = hasClass && (tensors.Header.Metadata.GetValueOrDefault(Activation) is { } named
                    ? named == "quick_gelu"
                    : count <= LayersOfL),
                Projection = tensors.HasAny("visual_projection.weight") ? tensors.Size("visual_projection.weight", 0) : 0,
            },
        ];
    }
}
