namespace Studio.Engine.Models.Files;

/// <summary>
/// Picture encoders in the layout of OpenCLIP, whose layers <see cref="ClipLayout"/> has renamed, read as if all had the names of
/// transformers' CLIP.
/// </summary>
internal static class VisionLayout
{
    private const string There = "visual.";
    private const string Here = "vision_model.";

    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["class_embedding"] = "embeddings.class_embedding", ["conv1.weight"] = "embeddings.patch_embedding.weight",
        ["ln_pre.weight"] = "pre_layrnorm.weight", ["ln_pre.bias"] = "pre_layrnorm.bias", ["ln_post.weight"] = "post_layernorm.weight",
        ["ln_post.bias"] = "post_layernorm.bias",
    };

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header) => header.Tensors.ContainsKey(There + "class_embedding")
            && header.Tensors.ContainsKey(There + "conv1.weight")
        ? header.Replaced(entry => [entry.Name.StartsWith(There, StringComparison.Ordinal) ? Named(entry,
            entry.Name[There.Length..]) : entry])
        : header;

    private static TensorEntry Named(TensorEntry entry, string name)
    {
        // the projection is the other way round there
        if (name == "proj" && entry.Shape.Count == 2 && entry.Strides is null && TensorTypes.Blocks(entry.DType) is null)
            return entry with { Name = "visual_projection.weight", Shape = [entry.Shape[1], entry.Shape[0]], Strides = [1,
                entry.Shape[1]] };
        return entry with { Name = Here + Whole.GetValueOrDefault(name, name) };
    }
}
