using System.Globalization;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>Every size of a Stable Diffusion 1.x checkpoint, or of a file with one of its networks, read from the tensors.</summary>
internal static class StableDiffusion1Shapes
{
    private const float LatentScale = 0.18215f;
    private const int UNetHeads = 8;
    private const int ClipHeadWidth = 64;
    private const int OpenClipH = 1024;
    private const int OpenClipG = 1280;

    private static readonly string[] TextPrefixes =
        ["cond_stage_model.transformer.text_model.", "cond_stage_model.transformer.", "cond_stage_model.clip_l.transformer.text_model.",
            "text_encoders.clip_l.transformer.text_model.",
            "clip_l.transformer.text_model.", "transformer.text_model.", "text_model."];

    private static readonly string[] VaePrefixes = ["first_stage_model.", "vae.", ""];

    public static ModelFamily Read(TensorNames tensors) => Read(tensors, "SD 1.x");

    /// <summary>The text encoder of a file that holds nothing else; null when it is another one than CLIP-L.</summary>
    public static ModelFamily? ReadText(TensorNames tensors) => Text(tensors) is { Width: not (OpenClipH or OpenClipG) } text
        ? new ModelFamily("CLIP-L", Prediction.Epsilon, LatentScale, null, text, null)
        : null;

    /// <summary>The autoencoder of a file that holds nothing else; null when it is a tiny one, which is another network.</summary>
    public static ModelFamily? ReadAutoencoder(TensorNames tensors) => tensors.HasAny("taesd_decoder.1.weight")
        ? null
        : new ModelFamily("VAE", Prediction.Epsilon, LatentScale, null, null, Autoencoder(tensors));

    public static ModelFamily Read(TensorNames tensors, string name) => new(
        name,
        tensors.HasAny("v_pred") ? Prediction.Velocity : Prediction.Epsilon,
        LatentScale,
        UNet(tensors),
        Text(tensors),
        Autoencoder(tensors))
    {
        ZeroTerminalSnr = tensors.HasAny("ztsnr"),
    };

    private static UNetShape UNet(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        var channels = tensors.Size(prefix + "input_blocks.0.0.weight", 0);
        List<int> mult = [], blocks = [], depth = [];
        var newLevel = true;
        for (var i = 1; ; i++)
        {
            var block = $"{prefix}input_blocks.{i}.";
            if (tensors.HasAny(block + "0.op.weight"))
            {
                newLevel = true;
                continue;
            }
            if (!tensors.HasAny(block + "0.in_layers.2.weight"))
                break;
            if (newLevel)
            {
                mult.Add(Multiple(tensors, tensors.Size(block + "0.in_layers.2.weight", 0), channels));
                blocks.Add(0);
                depth.Add(tensors.Count(block + "1.transformer_blocks.", ".norm1.weight"));
                newLevel = false;
            }
            blocks[^1]++;
        }
        if (mult.Count == 0)
            throw TensorHeader.Bad(tensors.Header.Path, "its UNet has no residual blocks");
        return new UNetShape(
            prefix,
            tensors.Size(prefix + "input_blocks.0.0.weight", 1),
            tensors.Size(prefix + "out.2.weight", 0),
            channels,
            mult,
            blocks,
            depth,
            tensors.Count(prefix + "middle_block.1.transformer_blocks.", ".norm1.weight"),
            Heads(tensors, "unet.heads", UNetHeads,
                mult.Where((_, level) => depth[level] > 0 || level == mult.Count - 1).Select(times => times * channels)),
            (int)tensors.UNetContext!.Value);
    }

    private static ClipTextShape? Text(TensorNames tensors)
    {
        var prefix = TextPrefixes.FirstOrDefault(prefix => tensors.HasAny(prefix + "embeddings.token_embedding.weight"));
        if (prefix is null)
            return null;
        var width = tensors.Size(prefix + "embeddings.token_embedding.weight", 1);
        return new ClipTextShape(
            prefix,
            width,
            tensors.Count(prefix + "encoder.layers.", ".mlp.fc1.weight"),
            Heads(tensors, "text.heads", Math.Max(1, width / ClipHeadWidth), [width]),
            tensors.Size(prefix + "encoder.layers.0.mlp.fc1.weight", 0),
            tensors.Size(prefix + "embeddings.position_embedding.weight", 0),
            tensors.Size(prefix + "embeddings.token_embedding.weight", 0));
    }

    private static AutoencoderShape? Autoencoder(TensorNames tensors)
    {
        var prefix = VaePrefixes.FirstOrDefault(prefix => tensors.HasAny(prefix + "decoder.conv_in.weight"));
        if (prefix is null)
            return null;
        var levels = tensors.Count(prefix + "decoder.up.", ".block.0.conv1.weight");
        if (levels == 0)
            throw TensorHeader.Bad(tensors.Header.Path, "its decoder has no levels");
        var channels = tensors.Size(prefix + "decoder.conv_out.weight", 1);
        var mult = Enumerable.Range(0, levels)
            .Select(level => Multiple(tensors, tensors.Size($"{prefix}decoder.up.{level}.block.0.conv1.weight", 0), channels))
            .ToArray();
        return new AutoencoderShape(
            prefix,
            channels,
            mult,
            EncoderBlocks: tensors.HasAny(prefix + "encoder.conv_in.weight")
                ? tensors.Count(prefix + "encoder.down.0.block.", ".conv1.weight")
                : 0,
            DecoderBlocks: tensors.Count(prefix + "decoder.up.0.block.", ".conv1.weight"),
            LatentChannels: tensors.Size(prefix + "decoder.conv_in.weight", 1),
            QuantConv: tensors.HasAny(prefix + "post_quant_conv.weight"));
    }

    private static int Multiple(TensorNames tensors, int size, int channels) => size % channels == 0
        ? size / channels
        : throw TensorHeader.Bad(tensors.Header.Path, $"a level of {size} channels is no multiple of {channels}");

    /// <summary>Shapes do not tell how many heads share a layer: it is the usual number, or what the file's metadata says.</summary>
    private static int Heads(TensorNames tensors, string key, int usual, IEnumerable<int> widths)
    {
        var heads = Setting(tensors, key, usual);
        foreach (var width in widths)
        {
            if (width % heads != 0)
                throw TensorHeader.Bad(tensors.Header.Path, $"{heads} attention heads ({key}) cannot share {width} channels");
        }
        return heads;
    }

    private static int Setting(TensorNames tensors, string key, int otherwise) =>
        tensors.Header.Metadata.TryGetValue(key, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : otherwise;
}
