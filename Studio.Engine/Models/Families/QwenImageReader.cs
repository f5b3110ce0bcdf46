using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a Qwen-Image denoiser from its tensors' shapes.</summary>
internal static class QwenImageReader
{
    /// <summary>Numbers of a square for each channel.</summary>
    private const int Square = QwenImageTransformer.Side * QwenImageTransformer.Side;

    /// <summary>An empty tensor that says of an editing model that pictures beside are told to be without noise (2511).</summary>
    private const string WithoutNoise = "__index_timestep_zero__";

    /// <summary>
    /// A norm of the text, and no other kind of noise beside the level; another family with such a norm has wider squares.
    /// </summary>
    public static bool IsThere(TensorNames tensors) => tensors.HasInUNet("txt_norm.weight")
        && tensors.HasInUNet("transformer_blocks.0.attn.add_q_proj.weight")
        && !tensors.HasInUNet("time_text_embed.addition_t_embedding.weight")
        && tensors.Shape(tensors.UNetPrefix + "proj_out.weight") is [var numbers, _]
        && tensors.Shape(tensors.UNetPrefix + "img_in.weight") is [_, var taken] && numbers == taken;

    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static QwenImageTransformer Read(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        int Size(string name, int axis) => tensors.Size($"{prefix}{name}.weight", axis);
        var (width, head) = (Size("img_in", 0), QwenImageTransformer.Axes.Sum());
        if (width % head != 0 || Size("img_in", 1) % Square != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its Qwen-Image of width {width} has no whole number of heads of {head}, or its squares no whole number of channels");
        return new QwenImageTransformer(
            prefix,
            Size("img_in", 1) / Square,
            width,
            width / head,
            Size("transformer_blocks.0.img_mlp.net.0.proj", 0),
            tensors.Count(prefix + "transformer_blocks.", ".attn.to_q.weight"),
            Size("txt_in", 1))
        {
            Placement = tensors.HasInUNet(WithoutNoise) ? ReferencePlacement.IndexWithoutNoise : ReferencePlacement.Index,
        };
    }
}
