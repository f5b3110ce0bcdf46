using System.Collections.Concurrent;
using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// CLIP's byte-pair encoding (Radford et al. 2021, arXiv:2103.00020; Sennrich et al. 2016, arXiv:1508.07909): 49408 tokens, lower case.
/// Safe for several threads.
/// </summary>
public sealed class ClipTokenizer : ITextTokenizer
{
    public const int Start = 49406;
    public const int End = 49407;
    private const int RememberedWords = 20_000;
    private const int LongestRememberedWord = 64;
    private static readonly Lazy<ClipTokenizer> SharedTokenizer = new(() => new ClipTokenizer(ClipVocabulary.Load()));
    private readonly ClipVocabulary _vocabulary;
    private readonly ConcurrentDictionary<string, int[]> _words = new();

    private ClipTokenizer(ClipVocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>The one tokenizer; its vocabulary is read at first use.</summary>
    public static ClipTokenizer Shared => SharedTokenizer.Value;

    public int EndId => End;

    public IReadOnlyList<int> Encode(string segment)
    {
        var ids = new List<int>();
        foreach (var word in ClipWords.Split(Cleaned(segment)))
            ids.AddRange(WordIds(word));
        return ids;
    }

    /// <summary>
    /// Characters are composed and lower-cased; blanks do not matter further on. HTML entities stay as they are: ComfyUI's tokenizer does
    /// not decode them either, and the same prompt must give the same ids.
    /// </summary>
    private static string Cleaned(string text) => Lower(Composition.Compose(WellFormed(text)));

    /// <summary>
    /// Unicode's lower case, letter by letter, so that a sigma at a word's end is as any other. One letter becomes two: the capital I with
    /// a dot (SpecialCasing.txt), which .NET leaves as it is.
    /// </summary>
    internal static string Lower(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307");

    /// <summary>Half surrogate pairs are no text; they become U+FFFD.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private int[] WordIds(string word)
    {
        if (_words.TryGetValue(word, out var known))
            return known;
        var ids = word switch
        {
            ClipWords.StartOfText => [Start],
            ClipWords.EndOfText => [End],
            _ => BytePairs.Encode(word, _vocabulary),
        };
        if (word.Length > LongestRememberedWord)
            return ids;
        if (_words.Count >= RememberedWords)
            _words.Clear();
        _words[word] = ids;
        return ids;
    }
}
