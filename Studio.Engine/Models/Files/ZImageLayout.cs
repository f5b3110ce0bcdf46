using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Files;

/// <summary>Z-Image as diffusers names its layers, read as if they had their makers' names; queries, keys and values stay apart.</summary>
internal static class ZImageLayout
{
    private const string Mark = "all_x_embedder.2-1.weight";

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header) =>
        header.Tensors.ContainsKey(Mark) || header.Tensors.ContainsKey("model.diffusion_model." + Mark)
            ? header.Renamed(ZImageLayerNames.Own)
            : header;
}
