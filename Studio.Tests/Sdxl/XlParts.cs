using System.Globalization;
using System.Text.RegularExpressions;
using Studio.Tests.Support;

namespace Studio.Tests.Sdxl;

/// <summary>
/// The networks of SDXL in the names that diffusers and transformers give them. Written out by hand, not taken from the engine.
/// </summary>
internal static partial class XlParts
{
    private static readonly Dictionary<string, string> ResBlock = new(StringComparer.Ordinal)
    {
        ["in_layers.0"] = "norm1", ["in_layers.2"] = "conv1", ["emb_layers.1"] = "time_emb_proj", ["out_layers.0"] = "norm2",
        ["out_layers.3"] = "conv2", ["skip_connection"] = "conv_shortcut",
    };

    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["time_embed.0"] = "time_embedding.linear_1", ["time_embed.2"] = "time_embedding.linear_2",
        ["label_emb.0.0"] = "add_embedding.linear_1", ["label_emb.0.2"] = "add_embedding.linear_2",
        ["input_blocks.0.0"] = "conv_in", ["input_blocks.3.0.op"] = "down_blocks.0.downsamplers.0.conv",
        ["input_blocks.6.0.op"] = "down_blocks.1.downsamplers.0.conv", ["output_blocks.2.2.conv"] = "up_blocks.0.upsamplers.0.conv",
        ["output_blocks.5.2.conv"] = "up_blocks.1.upsamplers.0.conv", ["out.0"] = "conv_norm_out", ["out.2"] = "conv_out",
    };

    /// <summary>text_encoder_2 as transformers writes it: three matrices for the fused one, the projection as [out,in].</summary>
    public static IEnumerable<RecipeTensor> TransformersClipG(IEnumerable<RecipeTensor> tensors)
    {
        foreach (var tensor in tensors.Of(TinyXl.ClipGPrefix))
        {
            if (tensor.Name == "text_projection")
                yield return Transposed(tensor) with { Name = "text_projection.weight" };
            else if (Fused().Match(tensor.Name) is { Success: true } fused)
            {
                foreach (var part in Thirds(tensor, fused.Groups["layer"].Value, fused.Groups["kind"].Value))
                    yield return part;
            }
            else if (tensor.Name != "logit_scale")
            {
                yield return tensor with { Name = "text_model." + ClipName(tensor.Name) };
            }
        }
    }

    /// <summary>unet/ of a diffusers folder.</summary>
    public static IEnumerable<RecipeTensor> DiffusersUNet(IEnumerable<RecipeTensor> tensors) =>
        tensors.Of(TinyXl.UNetPrefix).Select(tensor => tensor with { Name = UNetName(tensor.Name) });

    /// <summary>vae/ of a diffusers folder, in whose attention there are matrices.</summary>
    public static IEnumerable<RecipeTensor> DiffusersVae(IEnumerable<RecipeTensor> tensors) => tensors.Of(TinyXl.VaePrefix)
        .Select(tensor => tensor with { Name = SinglePartWriter.DiffusersVae(tensor.Name) })
        .Select(tensor => tensor.Name.Contains(".to_", StringComparison.Ordinal) && tensor.Shape.Length == 4
            ? tensor with { Shape = tensor.Shape[..2] }
            : tensor);

    private static string ClipName(string name) => name switch
    {
        "token_embedding.weight" => "embeddings.token_embedding.weight",
        "positional_embedding" => "embeddings.position_embedding.weight",
        _ => name.Replace("ln_final", "final_layer_norm", StringComparison.Ordinal)
            .Replace("transformer.resblocks.", "encoder.layers.", StringComparison.Ordinal)
            .Replace(".ln_1.", ".layer_norm1.", StringComparison.Ordinal).Replace(".ln_2.", ".layer_norm2.", StringComparison.Ordinal)
            .Replace(".attn.out_proj.", ".self_attn.out_proj.", StringComparison.Ordinal)
            .Replace(".mlp.c_fc.", ".mlp.fc1.", StringComparison.Ordinal).Replace(".mlp.c_proj.", ".mlp.fc2.", StringComparison.Ordinal),
    };

    private static IEnumerable<RecipeTensor> Thirds(RecipeTensor tensor, string layer, string kind)
    {
        var size = tensor.Numbers.Length / 3;
        return new[] { "q", "k", "v" }.Select((which, part) => tensor with
        {
            Name = $"text_model.encoder.layers.{layer}.self_attn.{which}_proj.{kind}",
            Shape = [tensor.Shape[0] / 3, .. tensor.Shape[1..]],
            Numbers = tensor.Numbers[(part * size)..((part + 1) * size)],
        });
    }

    private static RecipeTensor Transposed(RecipeTensor tensor)
    {
        var (rows, columns) = ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        var turned = new float[tensor.Numbers.Length];
        for (var i = 0; i < turned.Length; i++)
            turned[i] = tensor.Numbers[(i % rows * columns) + (i / rows)];
        return tensor with { Shape = [columns, rows], Numbers = turned };
    }

    private static string UNetName(string name)
    {
        var (layer, ending) = (name[..name.LastIndexOf('.')], name[name.LastIndexOf('.')..]);
        if (Whole.TryGetValue(layer, out var whole))
            return whole + ending;
        var place = Block().Match(layer);
        var (index, part, rest) = (int.Parse(place.Groups["index"].ValueSpan, CultureInfo.InvariantCulture),
            place.Groups["part"].Value, place.Groups["rest"].Value);
        var (block, number) = place.Groups["way"].Value switch
        {
            "input_blocks" => ($"down_blocks.{(index - 1) / 3}", (index - 1) % 3),
            "output_blocks" => ($"up_blocks.{index / 3}", index % 3),
            _ => ("mid_block", index / 2),
        };
        var isResBlock = place.Groups["way"].Value == "middle_block" ? index != 1 : part == "0";
        if (place.Groups["way"].Value == "middle_block")
            rest = place.Groups["all"].Value;
        return isResBlock ? $"{block}.resnets.{number}.{ResBlock[rest]}{ending}"
            : $"{block}.attentions.{(block == "mid_block" ? 0 : number)}.{rest}{ending}";
    }

    [GeneratedRegex(@"^transformer\.resblocks\.(?<layer>\d+)\.attn\.in_proj_(?<kind>weight|bias)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fused();

    [GeneratedRegex(@"^(?<way>input_blocks|middle_block|output_blocks)\.(?<index>\d+)\.(?<all>(?<part>\d|[a-z_]+)(\.(?<rest>.+))?)$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
