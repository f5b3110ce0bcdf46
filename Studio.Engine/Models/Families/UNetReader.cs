using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a latent diffusion UNet from its tensors' shapes.</summary>
internal static class UNetReader
{
    private const string Blocks = "transformer_blocks.";
    private const string Norm = ".norm1.weight";

    /// <summary>A UNet that is told a text and nothing besides.</summary>
    public static bool IsPlain(TensorNames tensors) => HasUsualInput(tensors) && tensors is { UNetContext: not null, UNetLabel: null };

    /// <summary>A UNet that is told a summary of the text and so many numbers besides.</summary>
    /// <param name="summary">The width that is left for the summary.</param>
    public static bool IsLabelled(TensorNames tensors, int numbers, out long summary)
    {
        summary = (tensors.UNetLabel ?? 0) - (numbers * SizeInputs.Waves);
        return HasUsualInput(tensors) && summary > 0 && tensors.UNetContext is not null;
    }

    public static bool IsLevelOneWithoutAttention(TensorNames tensors) => !tensors.HasInUNet($"input_blocks.1.1.{Blocks}0{Norm}");

    /// <summary>What a UNet that sees something beside the noise is for, to be added to a family's name.</summary>
    public static string Purpose(TensorNames tensors) => tensors.UNetInput switch
    {
        9 => " inpainting",
        8 => " InstructPix2Pix",
        _ => "",
    };

    /// <param name="heads">What the family has where the file's metadata (unet.heads) does not say.</param>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static UNet Read(TensorNames tensors, AttentionHeads heads)
    {
        var (prefix, trunk) = (tensors.UNetPrefix, ReadTrunk(tensors, heads));
        return new UNet(
            prefix,
            trunk.InChannels,
            tensors.Size(prefix + "out.2.weight", 0),
            trunk.ModelChannels,
            trunk.ChannelMult,
            trunk.ResBlocks,
            trunk.InputDepths,
            [.. Enumerable.Range(0, trunk.ResBlocks.Sum() + trunk.Levels)
                .Select(index => tensors.Count($"{prefix}output_blocks.{index}.1.{Blocks}", Norm))],
            trunk.Middle,
            trunk.Heads,
            trunk.ContextWidth) { LabelWidth = trunk.LabelWidth };
    }

    /// <summary>The way down and the middle.</summary>
    /// <inheritdoc cref="Read"/>
    public static UNetTrunk ReadTrunk(TensorNames tensors, AttentionHeads heads)
    {
        var prefix = tensors.UNetPrefix;
        var channels = tensors.Size(prefix + "input_blocks.0.0.weight", 0);
        var (mult, blocks, depths) = Down(tensors, channels);
        var middle = tensors.Count($"{prefix}middle_block.1.{Blocks}", Norm);
        var trunk = new UNetTrunk(
            tensors.Size(prefix + "input_blocks.0.0.weight", 1),
            channels,
            mult,
            blocks,
            depths,
            new UNetMiddle(MiddleResBlocks(tensors, middle), middle),
            MetadataSettings.Number(tensors, "unet.heads") is { } count ? new AttentionHeads(count) : heads,
            (int)(tensors.UNetContext ?? 0)) { LabelWidth = (int)(tensors.UNetLabel ?? 0) };
        RequireHeads(tensors, trunk);
        return trunk;
    }

    private static (List<int> Mult, List<int> Blocks, List<int> Depths) Down(TensorNames tensors, int channels)
    {
        List<int> mult = [], blocks = [], depths = [];
        var newLevel = true;
        for (var i = 1; ; i++)
        {
            var block = $"{tensors.UNetPrefix}input_blocks.{i}.";
            if (tensors.HasAny(block + "0.op.weight"))
            {
                newLevel = true;
                continue;
            }
            if (!tensors.HasAny(block + "0.in_layers.2.weight"))
                break;
            if (newLevel)
            {
                mult.Add(MetadataSettings.Multiple(tensors, tensors.Size(block + "0.in_layers.2.weight", 0), channels));
                blocks.Add(0);
                newLevel = false;
            }
            blocks[^1]++;
            depths.Add(tensors.Count($"{block}1.{Blocks}", Norm));
        }
        return mult.Count > 0 ? (mult, blocks, depths) : throw TensorHeader.Bad(tensors.Header.Path, "its UNet has no residual blocks");
    }

    private static int MiddleResBlocks(TensorNames tensors, int depth) =>
        tensors.HasInUNet($"middle_block.{(depth > 0 ? 2 : 1)}.in_layers.2.weight") ? 2
        : tensors.HasInUNet("middle_block.0.in_layers.2.weight") ? 1 : 0;

    private static void RequireHeads(TensorNames tensors, UNetTrunk unet)
    {
        var block = 0;
        for (var level = 0; level < unet.Levels; level++)
        {
            var width = unet.ModelChannels * unet.ChannelMult[level];
            var isUsed = unet.InputDepths.Skip(block).Take(unet.ResBlocks[level]).Any(depth => depth > 0) || level == unet.Levels - 1;
            block += unet.ResBlocks[level];
            if (isUsed && width % unet.Heads.At(width) != 0)
                throw TensorHeader.Bad(tensors.Header.Path,
                    $"{unet.Heads.At(width)} attention heads (unet.heads) cannot share {width} channels");
        }
    }

    private static bool HasUsualInput(TensorNames tensors) => tensors.UNetInput is 4 or 8 or 9;
}
