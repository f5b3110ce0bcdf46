using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a Wan 2.1 autoencoder, as Qwen-Image has one, from its tensors' shapes.</summary>
internal static class WanReader
{
    /// <summary>The halves that the file has: none, the decoder, or both.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<Network> Read(TensorNames tensors)
    {
        if (WanLayout.Prefix(tensors.Header) is not { } prefix)
            return [];
        var sizes = Sizes(tensors, prefix);
        var decoder = new WanDecoder(prefix, sizes);
        return sizes.EncoderBlocks > 0 ? [decoder, new WanEncoder(prefix, sizes)] : [decoder];
    }

    /// <summary>Levels end where there is a layer that resamples.</summary>
    private static AutoencoderSizes Sizes(TensorNames tensors, string prefix)
    {
        var (mult, blocks) = Levels(tensors, prefix + "decoder.upsamples.");
        var encoderBlocks = tensors.HasAny(prefix + "encoder.conv1.weight") ? Levels(tensors, prefix + "encoder.downsamples.").Blocks : 0;
        var channels = tensors.Size(prefix + "decoder.head.0.gamma", 0);
        return new AutoencoderSizes(channels, [.. mult.Reverse().Select(wide => wide / channels)], encoderBlocks, blocks,
            tensors.Size(prefix + "conv2.weight", 0), QuantConv: true);
    }

    /// <summary>Widths by level in the order of the file, and how many blocks each has.</summary>
    private static (IReadOnlyList<int> Widths, int Blocks) Levels(TensorNames tensors, string name)
    {
        var (widths, blocks, most, layer) = (new List<int>(), 0, 0, 0);
        for (; ; layer++)
        {
            var isBlock = tensors.HasAny($"{name}{layer}.residual.2.weight");
            if (!isBlock && !tensors.HasAny($"{name}{layer}.resample.1.weight"))
                break;
            if (isBlock && ++blocks == 1)
                widths.Add(tensors.Size($"{name}{layer}.residual.2.weight", 0));
            (most, blocks) = isBlock ? (Math.Max(most, blocks), blocks) : (most, 0);
        }
        if (widths.Count == 0)
            throw TensorHeader.Bad(tensors.Header.Path, "its decoder has no levels");
        return (widths, most);
    }
}
