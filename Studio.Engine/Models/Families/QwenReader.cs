using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a Qwen2.5-VL or Qwen3 text encoder from its tensors' shapes.</summary>
internal static class QwenReader
{
    /// <summary>The width that only the smallest Qwen3 has.</summary>
    private const int SmallWidth = 1024;

    private const int NamedTokens = 151669;
    private const string Tokens = "embed_tokens.weight";
    private const string Attention = "layers.0.self_attn.";

    /// <summary>What the names of an encoder's tensors begin with, alone or in a checkpoint.</summary>
    public static IReadOnlyList<string> Prefixes { get; } =
    [
        "model.",
        .. new[] { NetworkRole.Qwen3, NetworkRole.Qwen3Small, NetworkRole.Qwen25Vl }.SelectMany(QwenText.KeysOf)
            .SelectMany(key => new[] { $"text_encoders.{key}.transformer.model.", $"{key}.transformer.model." }),
    ];

    /// <summary>The encoder that a file has, and the vision tower beside it.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<Network> ReadWithVision(TensorNames tensors) =>
        Read(tensors).SelectMany(text => new Network[] { text }.Concat(QwenVisionReader.Read(tensors, text)));

    /// <summary>The encoders that a file has: one at the most.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<QwenText> Read(TensorNames tensors) =>
        Prefixes.FirstOrDefault(prefix => IsThere(tensors, prefix)) is { } found ? [Read(tensors, found)] : [];

    /// <summary>
    /// By norms of heads or biases beside a vocabulary that holds Qwen's; Gemma, which has such norms, has other ones besides.
    /// </summary>
    public static bool IsThere(TensorNames tensors, string prefix) =>
        tensors.HasAny(prefix + Attention + "q_norm.weight", prefix + Attention + "k_proj.bias")
        && !tensors.HasAny(prefix + "layers.0.pre_feedforward_layernorm.weight")
        && tensors.Shape(prefix + Tokens) is [>= NamedTokens, _];

    private static QwenText Read(TensorNames tensors, string prefix)
    {
        int Size(string name, int axis) => tensors.Size($"{prefix}{name}.weight", axis);
        var (queries, keys) = (Size(Attention + "q_proj", 0), Size(Attention + "k_proj", 0));
        if (queries % QwenText.HeadWidth != 0 || keys % QwenText.HeadWidth != 0 || queries % keys != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"{queries} numbers of queries and {keys} of keys of its Qwen make no heads of {QwenText.HeadWidth}");
        var (hasNorms, width) = (tensors.HasAny(prefix + Attention + "q_norm.weight"), tensors.Size(prefix + Tokens, 1));
        var role = !hasNorms ? NetworkRole.Qwen25Vl : width == SmallWidth ? NetworkRole.Qwen3Small : NetworkRole.Qwen3;
        return new QwenText(
            role,
            prefix,
            width,
            tensors.Count(prefix + "layers.", ".mlp.gate_proj.weight"),
            queries / QwenText.HeadWidth,
            keys / QwenText.HeadWidth,
            Size("layers.0.mlp.gate_proj", 0),
            tensors.Size(prefix + Tokens, 0)) { HasHeadNorms = hasNorms, TakesPictures = !hasNorms };
    }
}
