using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a FLUX.2 denoiser from its tensors' shapes.</summary>
internal static class Flux2Reader
{
    public static bool IsThere(TensorNames tensors) =>
        tensors.HasInUNet("double_stream_modulation_img.lin.weight") && tensors.HasInUNet("img_in.weight");

    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static Flux2Transformer Read(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        int Size(string name, int axis) => tensors.Size($"{prefix}{name}.weight", axis);
        var (width, head) = (Size("img_in", 0), Flux2Transformer.Axes.Sum());
        if (width % head != 0)
            throw TensorHeader.Bad(tensors.Header.Path, $"its FLUX.2 of width {width} has no whole number of heads of {head}");
        return new Flux2Transformer(
            prefix,
            Size("img_in", 1),
            width,
            width / head,
            Size("double_blocks.0.img_mlp.2", 1),
            tensors.Count(prefix + "double_blocks.", ".img_attn.qkv.weight"),
            tensors.Count(prefix + "single_blocks.", ".linear1.weight"),
            Size("txt_in", 1)) { HasGuidance = tensors.HasInUNet("guidance_in.in_layer.weight") };
    }
}
