using System.Text.RegularExpressions;
using Studio.Engine.Models;

namespace Studio.Tests.Support;

/// <summary>
/// Writes one network of the tiny model into a file of its own, in the names of the latent diffusion code or of diffusers. The names are
/// written out by hand, not taken from the engine.
/// </summary>
internal static class SinglePartWriter
{
    private static readonly Dictionary<string, string> UNetBlocks = new(StringComparer.Ordinal)
    {
        ["time_embed.0"] = "time_embedding.linear_1",
        ["time_embed.2"] = "time_embedding.linear_2",
        ["input_blocks.0.0"] = "conv_in",
        ["input_blocks.1.0"] = "down_blocks.0.resnets.0",
        ["input_blocks.2.0.op"] = "down_blocks.0.downsamplers.0.conv",
        ["input_blocks.3.0"] = "down_blocks.1.resnets.0",
        ["input_blocks.3.1"] = "down_blocks.1.attentions.0",
        ["middle_block.0"] = "mid_block.resnets.0",
        ["middle_block.1"] = "mid_block.attentions.0",
        ["middle_block.2"] = "mid_block.resnets.1",
        ["output_blocks.0.0"] = "up_blocks.0.resnets.0",
        ["output_blocks.0.1"] = "up_blocks.0.attentions.0",
        ["output_blocks.1.0"] = "up_blocks.0.resnets.1",
        ["output_blocks.1.1"] = "up_blocks.0.attentions.1",
        ["output_blocks.1.2.conv"] = "up_blocks.0.upsamplers.0.conv",
        ["output_blocks.2.0"] = "up_blocks.1.resnets.0",
        ["output_blocks.3.0"] = "up_blocks.1.resnets.1",
        ["out.0"] = "conv_norm_out",
        ["out.2"] = "conv_out",
    };

    private static readonly Dictionary<string, string> ResBlock = new(StringComparer.Ordinal)
    {
        [".in_layers.0."] = ".norm1.",
        [".in_layers.2."] = ".conv1.",
        [".emb_layers.1."] = ".time_emb_proj.",
        [".out_layers.0."] = ".norm2.",
        [".out_layers.3."] = ".conv2.",
        [".skip_connection."] = ".conv_shortcut.",
    };

    private static readonly Dictionary<string, string> Autoencoder = new(StringComparer.Ordinal)
    {
        [".mid.block_1."] = ".mid_block.resnets.0.",
        [".mid.block_2."] = ".mid_block.resnets.1.",
        [".mid.attn_1.norm."] = ".mid_block.attentions.0.group_norm.",
        [".mid.attn_1.q."] = ".mid_block.attentions.0.to_q.",
        [".mid.attn_1.k."] = ".mid_block.attentions.0.to_k.",
        [".mid.attn_1.v."] = ".mid_block.attentions.0.to_v.",
        [".mid.attn_1.proj_out."] = ".mid_block.attentions.0.to_out.0.",
        [".norm_out."] = ".conv_norm_out.",
        [".nin_shortcut."] = ".conv_shortcut.",
        [".downsample.conv."] = ".downsamplers.0.conv.",
        [".upsample.conv."] = ".upsamplers.0.conv.",
    };

    /// <param name="prefix">Of the network in the checkpoint; it is cut off.</param>
    /// <param name="rename">From the name without prefix.</param>
    public static void Write(string path, string prefix, Func<string, string> rename)
    {
        var writer = new SafetensorsWriter().Metadata("text.heads", "2");
        foreach (var (name, shape) in CheckpointLayout.Tensors(TinyModel.Family)
            .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var isAttention = Regex.IsMatch(name, @"attn_1\.(q|k|v|proj_out)\.weight", RegexOptions.None, TimeSpan.FromSeconds(1));
            var renamed = rename(name[prefix.Length..]);
            // diffusers has matrices where the other layout has 1x1 convolutions
            writer.Add(renamed, "F32", TinyModel.Numbers(name, shape, 1),
                isAttention && renamed.Contains(".to_", StringComparison.Ordinal) ? shape[..2] : shape);
        }
        writer.Save(path);
    }

    public static string DiffusersUNet(string name)
    {
        var (here, there) = UNetBlocks.Where(block => name.StartsWith(block.Key + ".", StringComparison.Ordinal))
            .MaxBy(block => block.Key.Length);
        return Replace(there + name[here.Length..], ResBlock);
    }

    public static string DiffusersVae(string name)
    {
        var levels = TinyModel.Family.Autoencoder.ChannelMult.Count;
        name = Regex.Replace(name, @"^encoder\.down\.(\d)\.block\.(\d)", "encoder.down_blocks.$1.resnets.$2", RegexOptions.None,
            TimeSpan.FromSeconds(1));
        name = Regex.Replace(name, @"^decoder\.up\.(\d)\.block\.(\d)",
            match => $"decoder.up_blocks.{levels - 1 - (match.Groups[1].Value[0] - '0')}.resnets.{match.Groups[2].Value}",
            RegexOptions.None, TimeSpan.FromSeconds(1));
        name = Regex.Replace(name, @"^encoder\.down\.(\d)\.", "encoder.down_blocks.$1.", RegexOptions.None, TimeSpan.FromSeconds(1));
        name = Regex.Replace(name, @"^decoder\.up\.(\d)\.", match => $"decoder.up_blocks.{levels - 1 - (match.Groups[1].Value[0] - '0')}.",
            RegexOptions.None, TimeSpan.FromSeconds(1));
        return Replace(name, Autoencoder);
    }

    private static string Replace(string name, Dictionary<string, string> parts) =>
        parts.Aggregate(name, (renamed, part) => renamed.Replace(part.Key, part.Value, StringComparison.Ordinal));
}
