using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>SwinIR for any of its purposes: classical, lightweight and real-world enlarging, denoising, JPEG.</summary>
internal sealed class SwinIr : IFamily
{
    private const string FirstBlock = "layers.0.residual_group.blocks.0.";
    private const int LargestWindow = 64;
    private const string BiasTable = "attn.relative_position_bias_table";

    public string Name => "SwinIR";

    public string Kind => UpscalerFile.Kind;

    public bool Matches(TensorNames tensors) => tensors.HasAny("conv_first.weight") && tensors.HasAny(FirstBlock + "norm1.weight")
        && tensors.HasAny(FirstBlock + "mlp.fc1.bias") && tensors.HasAny(FirstBlock + BiasTable);

    public ModelFamily Read(TensorNames tensors)
    {
        var end = !tensors.HasAny("upsample.0.weight", "conv_up1.weight") ? SwinIrEnd.Residual
            : !tensors.HasAny("conv_before_upsample.0.weight") ? SwinIrEnd.PixelShuffleDirect
            : tensors.HasAny("conv_up1.weight") ? SwinIrEnd.Nearest : SwinIrEnd.PixelShuffle;
        var inputs = tensors.Size("conv_first.weight", 1);
        UpscalerFile.RequireColours(tensors, inputs,
            end is SwinIrEnd.PixelShuffleDirect ? inputs : tensors.Size("conv_last.weight", 0));
        var groups = Enumerable.Range(0, tensors.Count("layers.", $".{FirstBlock["layers.0.".Length..]}norm1.weight"));
        var side = UpscalerFile.WholeRoot(tensors, FirstBlock + BiasTable, tensors.Size(FirstBlock + BiasTable, 0));
        var width = tensors.Size("conv_first.weight", 0);
        int[] heads = [.. groups.Select(group => tensors.Size($"layers.{group}.residual_group.blocks.0.{BiasTable}", 1))];
        if ((side + 1) / 2 > LargestWindow || Array.Exists(heads, count => width % count != 0))
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its attention ({string.Join(", ", heads)} heads for {width} channels, windows of {(side + 1) / 2}) is none that SwinIR can have");
        return UpscalerFile.Of(Name, tensors, new SwinIrNet(
            width,
            [.. groups.Select(group => tensors.Count($"layers.{group}.residual_group.blocks.", ".norm1.weight"))],
            heads,
            (side + 1) / 2,
            tensors.Size(FirstBlock + "mlp.fc1.bias", 0),
            end,
            Factor(tensors, end))
        {
            Features = end is SwinIrEnd.PixelShuffle or SwinIrEnd.Nearest ? tensors.Size("conv_before_upsample.0.weight", 0) : 0,
        });
    }

    private static int Factor(TensorNames tensors, SwinIrEnd end) => end switch
    {
        SwinIrEnd.Nearest => 1 << Enumerable.Range(1, 5).TakeWhile(number => tensors.HasAny($"conv_up{number}.weight")).Count(),
        SwinIrEnd.PixelShuffleDirect => UpscalerFile.WholeRoot(tensors, "upsample.0.weight", tensors.Size("upsample.0.weight", 0) / 3),
        SwinIrEnd.PixelShuffle => Enumerable.Range(0, 5).Select(layer => $"upsample.{layer * 2}.weight")
            .TakeWhile(name => tensors.HasAny(name))
            .Aggregate(1, (factor, name) =>
                factor * UpscalerFile.WholeRoot(tensors, name, tensors.Size(name, 0) / tensors.Size(name, 1))),
        _ => 1,
    };
}
