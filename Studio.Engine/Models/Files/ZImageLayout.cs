using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Files;

/// <summary>
/// Z-Image as diffusers names its layers, read as if they had their makers' names; queries, keys and values stay apart. A ControlNet's
/// stand behind "model_patch.".
/// </summary>
internal static class ZImageLayout
{
    public const string ControlPrefix = "model_patch.";

    private const string Mark = "all_x_embedder.2-1.weight";

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        if (header.Tensors.ContainsKey("control_" + Mark))
            return header.Renamed(name => ControlPrefix + ZImageLayerNames.Own(name));
        return header.Tensors.ContainsKey(Mark) || header.Tensors.ContainsKey("model.diffusion_model." + Mark)
            ? header.Renamed(ZImageLayerNames.Own)
            : header;
    }
}
