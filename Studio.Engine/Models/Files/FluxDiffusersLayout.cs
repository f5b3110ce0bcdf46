using System.Text.RegularExpressions;

namespace Studio.Engine.Models.Files;

/// <summary>
/// FLUX.1's denoiser as diffusers names its layers, read as if it had its makers' names: queries, keys and values, which diffusers has
/// apart, one below the other in one tensor, and in single blocks the first layer of the feed-forward below them.
/// </summary>
internal static partial class FluxDiffusersLayout
{
    private static readonly string[] Kinds = ["weight", "bias"];

    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["x_embedder"] = "img_in", ["context_embedder"] = "txt_in", ["proj_out"] = "final_layer.linear",
        ["time_text_embed.timestep_embedder.linear_1"] = "time_in.in_layer",
        ["time_text_embed.timestep_embedder.linear_2"] = "time_in.out_layer",
        ["time_text_embed.text_embedder.linear_1"] = "vector_in.in_layer",
        ["time_text_embed.text_embedder.linear_2"] = "vector_in.out_layer",
        ["time_text_embed.guidance_embedder.linear_1"] = "guidance_in.in_layer",
        ["time_text_embed.guidance_embedder.linear_2"] = "guidance_in.out_layer",
    };

    private static readonly Dictionary<string, string> OfDouble = new(StringComparer.Ordinal)
    {
        ["attn.to_out.0"] = "img_attn.proj", ["attn.to_add_out"] = "txt_attn.proj", ["norm1.linear"] = "img_mod.lin",
        ["norm1_context.linear"] = "txt_mod.lin", ["ff.net.0.proj"] = "img_mlp.0", ["ff.net.2"] = "img_mlp.2",
        ["ff_context.net.0.proj"] = "txt_mlp.0", ["ff_context.net.2"] = "txt_mlp.2", ["attn.norm_q"] = "img_attn.norm.query_norm",
        ["attn.norm_k"] = "img_attn.norm.key_norm", ["attn.norm_added_q"] = "txt_attn.norm.query_norm",
        ["attn.norm_added_k"] = "txt_attn.norm.key_norm",
    };

    private static readonly Dictionary<string, string> OfSingle = new(StringComparer.Ordinal)
    {
        ["proj_out"] = "linear2", ["norm.linear"] = "modulation.lin", ["attn.norm_q"] = "norm.query_norm",
            ["attn.norm_k"] = "norm.key_norm",
    };

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header) =>
        header.Tensors.ContainsKey("single_transformer_blocks.0.attn.norm_k.weight") && header.Tensors.ContainsKey("x_embedder.weight")
            ? Renamed(header)
            : header;

    /// <summary>The header with the usual names, of what has such blocks.</summary>
    public static TensorHeader Renamed(TensorHeader header)
    {
        var tensors = header.Tensors;
        var joined = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var (name, parts) in Joins(new TensorNames(header)))
        {
            TensorEntry?[] found = [.. parts.Select(part => tensors.GetValueOrDefault(part))];
            if (found.All(part => part is not null) && TensorEntry.Join(name, found!) is { } whole)
                joined[parts[0]] = whole;
        }
        return header.Replaced(entry => joined.TryGetValue(entry.Name, out var whole) ? [whole]
            : Turned(entry) is { } turned ? [turned] : [entry with { Name = Named(entry.Name) }]);
    }

    /// <summary>What is one here, and what it is made of there.</summary>
    private static IEnumerable<(string Name, string[] Parts)> Joins(TensorNames tensors)
    {
        var (doubles, singles) = (tensors.Count("transformer_blocks.", ".attn.to_q.weight"),
            tensors.Count("single_transformer_blocks.", ".attn.to_q.weight"));
        foreach (var kind in Kinds)
        {
            for (var block = 0; block < doubles; block++)
            {
                var (there, here) = ($"transformer_blocks.{block}.attn.", $"double_blocks.{block}.");
                yield return ($"{here}img_attn.qkv.{kind}", [.. "qkv".Select(which => $"{there}to_{which}.{kind}")]);
                yield return ($"{here}txt_attn.qkv.{kind}", [.. "qkv".Select(which => $"{there}add_{which}_proj.{kind}")]);
            }
            for (var block = 0; block < singles; block++)
            {
                var there = $"single_transformer_blocks.{block}.";
                yield return ($"single_blocks.{block}.linear1.{kind}",
                    [.. "qkv".Select(which => $"{there}attn.to_{which}.{kind}"), $"{there}proj_mlp.{kind}"]);
            }
        }
    }

    /// <summary>The last modulation, whose scale stands before its shift there.</summary>
    private static TensorEntry? Turned(TensorEntry entry)
    {
        const string there = "norm_out.linear.";
        if (!entry.Name.StartsWith(there, StringComparison.Ordinal) || entry.Shape.Count == 0 || entry.Shape[0] % 2 != 0)
            return null;
        var half = entry with { Shape = [entry.Shape[0] / 2, .. entry.Shape.Skip(1)], ByteLength = entry.ByteLength / 2 };
        return TensorEntry.Join("final_layer.adaLN_modulation.1." + entry.Name[there.Length..],
            [half with { Offset = entry.Offset + half.ByteLength }, half]);
    }

    private static string Named(string name)
    {
        var (layer, kind) = name.LastIndexOf('.') is > 0 and var end ? (name[..end], name[(end + 1)..]) : (name, "");
        if (Whole.TryGetValue(layer, out var whole))
            return $"{whole}.{kind}";
        var match = Block().Match(layer);
        var (layers, blocks) = match.Groups[1].Success ? (OfSingle, "single_blocks") : (OfDouble, "double_blocks");
        if (!match.Success || !layers.TryGetValue(match.Groups[3].Value, out var there))
            return name;
        return $"{blocks}.{match.Groups[2].ValueSpan}.{there}.{(there.EndsWith("_norm", StringComparison.Ordinal) ? "scale" : kind)}";
    }

    [GeneratedRegex(@"^(single_)?transformer_blocks\.(\d{1,3})\.(.+)$", RegexOptions.None, 1000)]
    private static partial Regex Block();
}
