using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a FLUX.1 denoiser from its tensors' shapes.</summary>
internal static class FluxReader
{
    /// <summary>Numbers of a square for each channel.</summary>
    public const int Square = FluxBody.Side * FluxBody.Side;

    private const string KeyNorm = "double_blocks.0.img_attn.norm.key_norm.";

    public static bool IsThere(TensorNames tensors) => (tensors.HasInUNet(KeyNorm + "scale") || tensors.HasInUNet(KeyNorm + "weight"))
        && tensors.HasInUNet("img_in.weight") && tensors.HasInUNet("vector_in.in_layer.weight");

    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static FluxTransformer Read(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        int Size(string name, int axis) => tensors.Size($"{prefix}{name}.weight", axis);
        var (width, head) = (Size(FluxBody.PictureIn, 0), FluxBody.Axes.Sum());
        if (width % head != 0 || Size(FluxBody.PictureIn, 1) % Square != 0 || Size("final_layer.linear", 0) % Square != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its Flux of width {width} has no whole number of heads of {head}, or its squares no whole number of channels");
        return new FluxTransformer(
            prefix,
            Size(FluxBody.PictureIn, 1) / Square,
            Size("final_layer.linear", 0) / Square,
            width,
            width / head,
            Size("double_blocks.0.img_mlp.0", 0),
            tensors.Count(prefix + "double_blocks.", ".img_attn.qkv.weight"),
            tensors.Count(prefix + "single_blocks.", ".linear1.weight"),
            Size("txt_in", 1),
            Size("vector_in.in_layer", 1)) { HasGuidance = tensors.HasInUNet("guidance_in.in_layer.weight") };
    }
}
