using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of an autoencoder from its tensors' shapes.</summary>
public static class AutoencoderReader
{
    /// <summary>Pixels along a side that a latent pixel holds where latents are brought to one mean and deviation.</summary>
    private const int Packing = 2;

    private static readonly string[] Prefixes = ["first_stage_model.", "vae.", ""];

    /// <summary>The halves that the file has: none, the decoder, or both.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<Network> Read(TensorNames tensors)
    {
        var prefix = Prefixes.FirstOrDefault(prefix => tensors.HasAny(prefix + "decoder.conv_in.weight"));
        if (prefix is null)
            return [];
        var (sizes, isNormed) = (Sizes(tensors, prefix), tensors.HasAny(prefix + "bn.running_mean"));
        if (isNormed)
            sizes = sizes with { Packing = Packing, LatentChannels = sizes.LatentChannels * Packing * Packing };
        VaeDecoder decoder = isNormed ? new Flux2Decoder(prefix, sizes) : new VaeDecoder(prefix, sizes);
        if (sizes.EncoderBlocks == 0)
            return [decoder];
        // the decoder may be a narrower one
        var ofEncoder = sizes with { Channels = tensors.Size(prefix + "encoder.conv_in.weight", 0) };
        return [decoder, isNormed ? new Flux2Encoder(prefix, ofEncoder) : new VaeEncoder(prefix, ofEncoder)];
    }

    private static AutoencoderSizes Sizes(TensorNames tensors, string prefix)
    {
        var levels = tensors.Count(prefix + "decoder.up.", ".block.0.conv1.weight");
        if (levels == 0)
            throw TensorHeader.Bad(tensors.Header.Path, "its decoder has no levels");
        var channels = tensors.Size(prefix + "decoder.conv_out.weight", 1);
        var mult = Enumerable.Range(0, levels)
            .Select(level =>
                MetadataSettings.Multiple(tensors, tensors.Size($"{prefix}decoder.up.{level}.block.0.conv1.weight", 0), channels))
            .ToArray();
        return new AutoencoderSizes(
            channels,
            mult,
            EncoderBlocks: tensors.HasAny(prefix + "encoder.conv_in.weight")
                ? tensors.Count(prefix + "encoder.down.0.block.", ".conv1.weight")
                : 0,
            DecoderBlocks: tensors.Count(prefix + "decoder.up.0.block.", ".conv1.weight"),
            LatentChannels: tensors.Size(prefix + "decoder.conv_in.weight", 1),
            QuantConv: tensors.HasAny(prefix + "post_quant_conv.weight", prefix + "decoder.post_quant_conv.weight"));
    }
}
