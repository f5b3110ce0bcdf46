using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A ControlNet for FLUX.1, of InstantX's kind (Shakker, AliMama and others too) or of XLabs'.</summary>
internal sealed class FluxControlFile : IFamily
{
    private const string Prefix = ControlLayout.Prefix;
    private const string FirstBlock = Prefix + "double_blocks.0.img_attn.qkv.weight";

    public string Name => "ControlNet for Flux";

    public string Kind => "controlnet";

    public bool Matches(TensorNames tensors) => tensors.HasAny(Prefix + TransformerControlLayout.Mark) && tensors.HasAny(FirstBlock);

    public ModelFamily Read(TensorNames tensors)
    {
        int Size(string name, int axis) => tensors.Size($"{Prefix}{name}.weight", axis);
        var readsPictures = tensors.HasAny(Prefix + "input_hint_block.0.weight");
        var (width, head) = (Size(FluxBody.PictureIn, 0), FluxBody.Axes.Sum());
        var (channels, hint) = (Size(FluxBody.PictureIn, 1), Size(readsPictures ? "pos_embed_input" : "controlnet_x_embedder", 1));
        if (width % head != 0 || channels % FluxReader.Square != 0 || hint % FluxReader.Square != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its Flux of width {width} has no whole number of heads of {head}, or its squares no whole number of channels");
        var more = (hint - channels) / FluxReader.Square;
        if (more is < 0 or > 1)
            throw new EngineException(EngineError.Unsupported,
                $"'{Path.GetFileName(tensors.Header.Path)}' is a ControlNet for Flux whose hints have {hint / FluxReader.Square} channels; those of {channels / FluxReader.Square}, with a mask or without, are supported. Use another ControlNet.");
        var modes = tensors.Shape(Prefix + "controlnet_mode_embedder.weight") is { } table ? (int)table[0] : 0;
        return new ModelFamily($"ControlNet{(modes > 0 ? " union" : more > 0 ? " for inpainting" : "")} for Flux")
        {
            Latent = LatentFormats.Flux,
            Networks =
            [
                new FluxControl(
                    Prefix,
                    channels / FluxReader.Square,
                    new FluxWidths(width, width / head, Size("double_blocks.0.img_mlp.0", 0)),
                    tensors.Count(Prefix + "controlnet_blocks.", ".weight"),
                    tensors.Count(Prefix + "controlnet_single_blocks.", ".weight"),
                    Size("txt_in", 1),
                    Size("vector_in.in_layer", 1),
                    hint / FluxReader.Square)
                {
                    HasGuidance = tensors.HasAny(Prefix + "guidance_in.in_layer.weight"),
                    ReadsPictures = readsPictures,
                    Modes = modes,
                },
            ],
        };
    }
}
