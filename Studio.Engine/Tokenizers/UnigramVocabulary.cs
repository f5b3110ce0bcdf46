using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// Pieces of text with the logarithm of how probable each is, and the most probable way to put a word together from them: the best path to
/// each of its characters is the best one to an earlier character and one piece more (Viterbi).
/// </summary>
internal sealed class UnigramVocabulary
{
    /// <summary>How much less probable than the least probable piece a character without one is.</summary>
    private const double UnknownPenalty = 10;

    private static readonly string[] Named = ["<pad>", "</s>", "<unk>"];
    private const string ExtraStart = "<extra_id_";

    private readonly Dictionary<string, (int Id, double Score)> _pieces;
    private readonly Dictionary<string, (int Id, double Score)>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly double _unknownScore;
    private readonly int _longest;

    private UnigramVocabulary(Dictionary<string, (int Id, double Score)> pieces)
    {
        _pieces = pieces;
        _bySpan = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = pieces.Keys.Max(piece => piece.Length);
        _unknownScore = pieces.Values.Min(piece => piece.Score) - UnknownPenalty;
    }

    public static UnigramVocabulary Load()
    {
        using var stream = typeof(UnigramVocabulary).Assembly.GetManifestResourceStream("t5-pieces.gz")
            ?? throw new InvalidOperationException("The vocabulary of T5 is not embedded in this build.");
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        var pieces = new Dictionary<string, (int Id, double Score)>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            pieces.Add(Unescaped(fields[1]),
                (int.Parse(fields[0], CultureInfo.InvariantCulture), double.Parse(fields[2], CultureInfo.InvariantCulture)));
        }
        return new UnigramVocabulary(pieces);
    }

    /// <summary>A text cut at the tokens that have a name in angle brackets, each with its id.</summary>
    public IEnumerable<(string Text, int? Named)> SplitAtNamed(string text)
    {
        var start = 0;
        for (var at = text.IndexOf('<'); at >= 0; at = text.IndexOf('<', at + 1))
        {
            if (NameAt(text.AsSpan(at)) is not { Length: > 0 } name)
                continue;
            if (at > start)
                yield return (text[start..at], null);
            yield return (name, _pieces[name].Id);
            start = at + name.Length;
            at = start - 1;
        }
        if (start < text.Length)
            yield return (text[start..], null);
    }

    /// <summary>The ids of one word. Of two equally good ways the one whose last piece is longer.</summary>
    public List<int> Encode(ReadOnlySpan<char> word)
    {
        var best = new (double Score, int Start, int Id)[word.Length + 1];
        Array.Fill(best, (double.NegativeInfinity, -1, -1));
        best[0].Score = 0;
        for (var start = 0; start < word.Length;)
        {
            Rune.DecodeFromUtf16(word[start..], out _, out var character);
            var hasCharacter = false;
            for (var end = start + character; end <= Math.Min(word.Length, start + _longest); end++)
            {
                if (!_bySpan.TryGetValue(word[start..end], out var piece))
                    continue;
                Offer(end, start, piece.Id, piece.Score);
                hasCharacter |= end == start + character;
            }
            if (!hasCharacter)
                Offer(start + character, start, T5Tokenizer.Unknown, _unknownScore);
            start += character;
        }
        return Path(best);

        void Offer(int end, int start, int id, double score)
        {
            if (best[start].Score + score > best[end].Score)
                best[end] = (best[start].Score + score, start, id);
        }
    }

    /// <summary>From the end back; unknown characters in a row are one.</summary>
    private static List<int> Path((double Score, int Start, int Id)[] best)
    {
        var ids = new List<int>();
        for (var end = best.Length - 1; end > 0; end = best[end].Start)
        {
            if (best[end].Id != T5Tokenizer.Unknown || ids.Count == 0 || ids[^1] != T5Tokenizer.Unknown)
                ids.Add(best[end].Id);
        }
        ids.Reverse();
        return ids;
    }

    private string? NameAt(ReadOnlySpan<char> text)
    {
        foreach (var name in Named)
        {
            if (text.StartsWith(name, StringComparison.Ordinal))
                return name;
        }
        if (!text.StartsWith(ExtraStart, StringComparison.Ordinal) || text.IndexOf('>') is not (> 0 and var end))
            return null;
        var extra = text[..(end + 1)].ToString();
        return _pieces.ContainsKey(extra) ? extra : null;
    }

    private static string Unescaped(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            result.Append(text[i] != '\\' ? text[i] : text[++i] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                var same => same,
            });
        }
        return result.ToString();
    }
}
