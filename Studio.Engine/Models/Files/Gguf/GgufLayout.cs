using System.Text.RegularExpressions;

namespace Studio.Engine.Models.Files.Gguf;

/// <summary>
/// Text encoders as llama.cpp's converters name their layers, read as if they had the names of transformers. Denoisers in GGUF keep the
/// names that they had.
/// </summary>
internal static partial class GgufLayout
{
    /// <summary>What says who made a file's names.</summary>
    private const string Architecture = "general.architecture";

    private static readonly string[] Qwen = ["qwen2", "qwen2vl", "qwen3", "qwen3vl"];

    private static readonly Dictionary<string, string> T5Layers = new(StringComparer.Ordinal)
    {
        ["attn_q"] = "layer.0.SelfAttention.q", ["attn_k"] = "layer.0.SelfAttention.k", ["attn_v"] = "layer.0.SelfAttention.v",
        ["attn_o"] = "layer.0.SelfAttention.o", ["attn_norm"] = "layer.0.layer_norm",
        ["attn_rel_b"] = "layer.0.SelfAttention.relative_attention_bias", ["ffn_gate"] = "layer.1.DenseReluDense.wi_0",
        ["ffn_up"] = "layer.1.DenseReluDense.wi_1", ["ffn_down"] = "layer.1.DenseReluDense.wo", ["ffn_norm"] = "layer.1.layer_norm",
    };

    private static readonly Dictionary<string, string> QwenLayers = new(StringComparer.Ordinal)
    {
        ["attn_q"] = "self_attn.q_proj", ["attn_k"] = "self_attn.k_proj", ["attn_v"] = "self_attn.v_proj",
        ["attn_output"] = "self_attn.o_proj", ["attn_q_norm"] = "self_attn.q_norm", ["attn_k_norm"] = "self_attn.k_norm",
        ["attn_norm"] = "input_layernorm", ["ffn_gate"] = "mlp.gate_proj", ["ffn_up"] = "mlp.up_proj", ["ffn_down"] = "mlp.down_proj",
        ["ffn_norm"] = "post_attention_layernorm",
    };

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        if (header.Tensors.ContainsKey("enc.blk.0.attn_q.weight"))
            return header.Renamed(OfT5);
        // others of this kind have their queries and keys in another order
        return header.Tensors.ContainsKey("blk.0.attn_q.weight") && Qwen.Contains(header.Metadata.GetValueOrDefault(Architecture))
            ? header.Renamed(OfQwen)
            : header;
    }

    private static string OfT5(string name) => name switch
    {
        "token_embd.weight" => "shared.weight",
        "enc.output_norm.weight" => "encoder.final_layer_norm.weight",
        _ => Named(T5Layer().Match(name), T5Layers, "encoder.block.") ?? name,
    };

    private static string OfQwen(string name) => name switch
    {
        "token_embd.weight" => "model.embed_tokens.weight",
        "output_norm.weight" => "model.norm.weight",
        "output.weight" => "lm_head.weight",
        _ => Named(QwenLayer().Match(name), QwenLayers, "model.layers.") ?? name,
    };

    private static string? Named(Match match, Dictionary<string, string> layers, string start) =>
        match.Success && layers.TryGetValue(match.Groups[2].Value, out var layer)
            ? $"{start}{match.Groups[1].ValueSpan}.{layer}.{match.Groups[3].ValueSpan}"
            : null;

    [GeneratedRegex(@"^enc\.blk\.(\d{1,3})\.(\w+)\.(weight|bias)$", RegexOptions.None, 1000)]
    private static partial Regex T5Layer();

    [GeneratedRegex(@"^blk\.(\d{1,3})\.(\w+)\.(weight|bias)$", RegexOptions.None, 1000)]
    private static partial Regex QwenLayer();
}
