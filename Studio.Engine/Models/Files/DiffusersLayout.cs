using System.Text.RegularExpressions;

namespace Studio.Engine.Models.Files;

/// <summary>
/// Files of one network as diffusers names its layers, read as if they had the names of the latent diffusion code, so that the rest of the
/// engine knows one layout only. Text encoders have the same names in both.
/// </summary>
internal static partial class DiffusersLayout
{
    private static readonly (string There, string Here)[] Autoencoder =
    [
        (".mid_block.resnets.0.", ".mid.block_1."), (".mid_block.resnets.1.", ".mid.block_2."),
        (".mid_block.attentions.0.", ".mid.attn_1."),
        (".group_norm.", ".norm."), (".to_q.", ".q."), (".to_k.", ".k."), (".to_v.", ".v."), (".to_out.0.", ".proj_out."),
        (".query.", ".q."), (".key.", ".k."), (".value.", ".v."), (".proj_attn.", ".proj_out."),
        (".conv_norm_out.", ".norm_out."), (".conv_shortcut.", ".nin_shortcut."),
        (".downsamplers.0.conv.", ".downsample.conv."), (".upsamplers.0.conv.", ".upsample.conv."),
    ];

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        if (IsUNet(header))
            return UnifyUNet(header);
        return header.Tensors.ContainsKey("decoder.up_blocks.0.resnets.0.conv1.weight") ? UnifyAutoencoder(header) : header;
    }

    public static bool IsUNet(TensorHeader header) => header.Tensors.ContainsKey("conv_in.weight")
        && header.Tensors.ContainsKey("down_blocks.0.resnets.0.conv1.weight")
        && header.Tensors.Keys.Any(name => name.StartsWith("mid_block.", StringComparison.Ordinal));

    private static TensorHeader UnifyUNet(TensorHeader header)
    {
        const string prefix = "model.diffusion_model.";
        var names = new DiffusersNames(UNetBlockCounts.OfDiffusers(new TensorNames(header)));
        return header.Renamed(name =>
        {
            var end = name.LastIndexOf('.');
            return end >= 0 && names.Back(name[..end]) is { } layer ? prefix + layer + name[end..] : null;
        });
    }

    private static TensorHeader UnifyAutoencoder(TensorHeader header)
    {
        var levels = new TensorNames(header).Count("decoder.up_blocks.", ".resnets.0.conv1.weight");
        return header.Renamed(name =>
        {
            name = EncoderLevel().Replace(name, "encoder.down.$1.");
            name = DecoderLevel().Replace(name,
                match => $"decoder.up.{levels - 1 - int.Parse(match.Groups[1].ValueSpan, provider: null)}.");
            name = Resnet().Replace(name, ".block.$1.");
            return Autoencoder.Aggregate(name, (renamed, part) => renamed.Replace(part.There, part.Here, StringComparison.Ordinal));
        });
    }

    [GeneratedRegex(@"^encoder\.down_blocks\.(\d{1,2})\.", RegexOptions.None, 1000)]
    private static partial Regex EncoderLevel();

    [GeneratedRegex(@"^decoder\.up_blocks\.(\d{1,2})\.", RegexOptions.None, 1000)]
    private static partial Regex DecoderLevel();

    [GeneratedRegex(@"(?<=\.(?:down|up)\.\d{1,2})\.resnets\.(\d{1,2})\.", RegexOptions.None, 1000)]
    private static partial Regex Resnet();
}
