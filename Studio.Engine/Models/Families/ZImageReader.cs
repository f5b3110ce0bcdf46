using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a Z-Image denoiser from its tensors' shapes.</summary>
internal static class ZImageReader
{
    /// <summary>Numbers of a square for each channel.</summary>
    private const int Square = 4;

    /// <summary>A token that fills up texts, which Lumina 2 has not.</summary>
    public static bool IsThere(TensorNames tensors) => tensors.HasInUNet("cap_pad_token") && tensors.HasInUNet("cap_embedder.1.weight")
        && tensors.HasInUNet("noise_refiner.0.attention.k_norm.weight");

    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static ZImageTransformer Read(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        int Size(string name, int axis) => tensors.Size($"{prefix}{name}.weight", axis);
        int Count(string blocks) => tensors.Count($"{prefix}{blocks}.", ".attention.out.weight");
        var (width, head) = (Size("cap_embedder.1", 0), ZImageTransformer.Axes.Sum());
        if (width % head != 0 || Size("x_embedder", 1) % Square != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its Z-Image of width {width} has no whole number of heads of {head}, or its squares no whole number of channels");
        return new ZImageTransformer(
            prefix,
            Size("x_embedder", 1) / Square,
            width,
            width / head,
            Size("layers.0.feed_forward.w1", 0),
            Count("layers"),
            Count("noise_refiner"),
            Count("context_refiner"),
            Size("cap_embedder.1", 1),
            new TimeWidths(Size("t_embedder.mlp.0", 0), Size("t_embedder.mlp.2", 0)));
    }
}
