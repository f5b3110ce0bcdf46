using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A ControlNet for Z-Image of Alibaba PAI's kind: the first union, 2.0, 2.1 and their lite versions.</summary>
internal sealed class ZImageControlFile : IFamily
{
    public const string KindName = "model_patches";

    private const string Prefix = ZImageLayout.ControlPrefix;
    private const string Hint = "control_x_embedder";
    private const string Refined = "control_noise_refiner.0.after_proj";
    private const int Square = 4;

    public string Name => "ControlNet for Z-Image";

    public string Kind => KindName;

    public bool Matches(TensorNames tensors) => tensors.HasAny($"{Prefix}{Hint}.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        int Size(string name, int axis) => tensors.Size($"{Prefix}{name}.weight", axis);
        var (width, head, inputs) = (Size(Hint, 0), ZImageTransformer.Axes.Sum(), Size(Hint, 1));
        var channels = LatentFormats.Flux.Channels;
        var layers = tensors.Count($"{Prefix}control_layers.", ".after_proj.weight");
        if (width % head != 0 || layers < 2)
            throw TensorHeader.Bad(tensors.Header.Path, $"its {layers} blocks of width {width} are too few, or no whole number of heads of {head}");
        if (inputs != Square * channels && inputs != Square * ((2 * channels) + 1))
            throw new EngineException(EngineError.Unsupported,
                $"'{Path.GetFileName(tensors.Header.Path)}' is a ControlNet for Z-Image whose hints have {inputs / Square} channels; those of {channels}, and of {(2 * channels) + 1} with inpainting, are supported. Use another one.");
        return new ModelFamily(Name)
        {
            Latent = LatentFormats.Flux,
            Networks =
            [
                new ZImageControl(Prefix, channels, inputs / Square, new ZImageWidths(width, width / head,
                    Size("control_layers.0.feed_forward.w1", 0), Size("control_layers.0.adaLN_modulation.0", 1)), layers, Order(tensors)),
            ],
        };
    }

    /// <summary>Blocks that lead refiners are in all files of 2.0 and later; in 2.0 nothing comes through them.</summary>
    private static ZImageControlOrder Order(TensorNames tensors)
    {
        const string layer = $"{Prefix}{Refined}.weight";
        if (!tensors.HasAny(layer))
            return ZImageControlOrder.Apart;
        return tensors.Numbers(layer)?.All(number => number == 0) == true ? ZImageControlOrder.LayersFirst : ZImageControlOrder.Together;
    }
}
