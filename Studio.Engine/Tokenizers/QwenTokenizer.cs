using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// The byte-level byte-pair encoding of Qwen 2, 2.5 and 3 (Bai et al. 2023, arXiv:2309.16609): 151,643 pieces and 26 with names. Safe for
/// several threads.
/// </summary>
public sealed partial class QwenTokenizer : ITextTokenizer
{
    public const int Padding = 151643;
    public const int MessageStart = 151644;
    public const int MessageEnd = 151645;

    /// <summary>What stands where a picture's tokens go.</summary>
    public const int Picture = 151655;

    private static readonly Lazy<QwenTokenizer> SharedTokenizer = new(() => new QwenTokenizer(QwenVocabulary.Load()));
    private readonly BpeTokenizer _pairs;

    private QwenTokenizer(QwenVocabulary vocabulary) => _pairs = BpeTokenizer.Create(new BpeOptions(vocabulary.Pieces)
    {
        Merges = vocabulary.Merges,
        ByteLevel = true,
        SpecialTokens = QwenVocabulary.Named,
        PreTokenizer = new RegexPreTokenizer(Words(), QwenVocabulary.Named),
        Normalizer = new Composing(),
    });

    /// <summary>The one tokenizer; its vocabulary is read at first use.</summary>
    public static QwenTokenizer Shared => SharedTokenizer.Value;

    public int EndId => MessageEnd;

    /// <summary>Half surrogate pairs are no text; they become U+FFFD.</summary>
    public IReadOnlyList<int> Encode(string segment) =>
        segment.Length == 0 ? [] : _pairs.EncodeToIds(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(segment)));

    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Words();

    /// <summary>Letters and their accents as single characters, as the vocabulary has them.</summary>
    private sealed class Composing : Normalizer
    {
        public override string Normalize(string original) => Composition.Compose(original);

        public override string Normalize(ReadOnlySpan<char> original) => Composition.Compose(original.ToString());
    }
}
