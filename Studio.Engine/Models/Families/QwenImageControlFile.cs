using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A ControlNet for Qwen-Image of InstantX's kind: the union, which is not told what it is shown, and for inpainting.</summary>
internal sealed class QwenImageControlFile : IFamily
{
    private const string Prefix = ControlLayout.Prefix;
    private const string Mlp = "transformer_blocks.0.img_mlp.net.0.proj";
    private const int Square = QwenImageTransformer.Side * QwenImageTransformer.Side;

    public string Name => "ControlNet for Qwen-Image";

    public string Kind => "controlnet";

    public bool Matches(TensorNames tensors) =>
        tensors.HasAny(Prefix + TransformerControlLayout.Mark) && tensors.HasAny($"{Prefix}{Mlp}.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        int Size(string name, int axis) => tensors.Size($"{Prefix}{name}.weight", axis);
        var (width, head) = (Size("img_in", 0), QwenImageTransformer.Axes.Sum());
        var (taken, hint) = (Size("img_in", 1), Size("controlnet_x_embedder", 1));
        if (width % head != 0 || taken % Square != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its Qwen-Image of width {width} has no whole number of heads of {head}, or its squares no whole number of channels");
        if (hint != taken && hint != taken + Square)
            throw new EngineException(EngineError.Unsupported,
                $"'{Path.GetFileName(tensors.Header.Path)}' is a ControlNet for Qwen-Image whose hints have {hint} numbers in a square; those of {taken}, and of {taken + Square} with a mask, are supported. Use another ControlNet.");
        return new ModelFamily($"ControlNet{(hint > taken ? " for inpainting" : "")} for Qwen-Image")
        {
            Latent = LatentFormats.Wan,
            Networks =
            [
                new QwenImageControl(Prefix, taken / Square, new QwenImageWidths(width, width / head, Size(Mlp, 0)),
                    tensors.Count(Prefix + "controlnet_blocks.", ".weight"), Size("txt_in", 1), hint / Square),
            ],
        };
    }
}
