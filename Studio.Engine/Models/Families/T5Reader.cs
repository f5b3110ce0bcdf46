using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a T5 v1.1 encoder from its tensors' shapes.</summary>
internal static class T5Reader
{
    private const long VocabularyRows = 32128;
    private const string Tokens = "shared.weight";
    private const string FirstGate = "encoder.block.0.layer.1.DenseReluDense.wi_0.weight";
    private const string FirstBias = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";
    private const string SecondBias = "encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight";

    /// <summary>With the vocabulary of 32,128 rows, gated, and with one table of positions for all layers: v1.1, and not UMT5.</summary>
    public static bool IsThere(TensorNames tensors, string prefix) => tensors.HasAny(prefix + FirstGate)
        && tensors.HasAny(prefix + FirstBias) && !tensors.HasAny(prefix + SecondBias)
        && tensors.Shape(prefix + Tokens) is [VocabularyRows, _];

    /// <summary>The encoder at the first of some prefixes that the file has; nothing when it has none of them.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<T5Text> Read(TensorNames tensors, IEnumerable<string> prefixes) =>
        prefixes.FirstOrDefault(prefix => IsThere(tensors, prefix)) is { } found ? [Read(tensors, found)] : [];

    private static T5Text Read(TensorNames tensors, string prefix)
    {
        const string query = "encoder.block.0.layer.0.SelfAttention.q.weight";
        var (heads, inner) = (tensors.Size(prefix + FirstBias, 1), tensors.Size(prefix + query, 0));
        if (inner % heads != 0)
            throw TensorHeader.Bad(tensors.Header.Path, $"{heads} attention heads of its T5 cannot share {inner} channels");
        return new T5Text(
            prefix,
            tensors.Size(prefix + Tokens, 1),
            tensors.Count(prefix + "encoder.block.", ".layer.1.DenseReluDense.wi_0.weight"),
            heads,
            inner,
            tensors.Size(prefix + FirstGate, 0),
            (int)VocabularyRows);
    }
}
