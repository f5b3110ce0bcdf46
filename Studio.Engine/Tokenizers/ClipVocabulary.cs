using System.IO.Compression;
using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// CLIP's merges as numbers. Ids 0..255 are bytes, 256..511 bytes that end a word, 512 + i is what the i-th merge makes: so an id also says
/// how early its merge comes.
/// </summary>
internal sealed class ClipVocabulary
{
    private const int FirstMerge = 512;
    private const int MergeCount = 49152 - 256 - 2;
    private const string EndOfWord = "</w>";
    private readonly Dictionary<long, int> _merges;

    private ClipVocabulary(Dictionary<long, int> merges, int[] byteIds)
    {
        _merges = merges;
        ByteIds = byteIds;
    }

    /// <summary>The id of each byte inside a word; at its end the id is 256 more.</summary>
    public int[] ByteIds { get; }

    /// <summary>The id that two neighbours merge into, or -1. A smaller id merges first.</summary>
    public int Merge(int left, int right) => _merges.GetValueOrDefault(Pair(left, right), -1);

    public static ClipVocabulary Load()
    {
        using var stream = typeof(ClipVocabulary).Assembly.GetManifestResourceStream("clip-merges.gz")
            ?? throw new InvalidOperationException("The CLIP vocabulary is not embedded in this build.");
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        var (byteIds, ids) = Bytes();
        var bySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var merges = new Dictionary<long, int>(MergeCount);
        for (var i = 0; reader.ReadLine() is { } line; i++)
        {
            var space = line.IndexOf(' ');
            merges.Add(Pair(bySpan[line.AsSpan(0, space)], bySpan[line.AsSpan(space + 1)]), FirstMerge + i);
            ids.Add(line.Remove(space, 1), FirstMerge + i);
        }
        if (merges.Count != MergeCount)
            throw new InvalidOperationException($"The embedded CLIP vocabulary has {merges.Count} merges, not {MergeCount}.");
        return new ClipVocabulary(merges, byteIds);
    }

    /// <summary>The ids of single bytes, by value and as letters, in the order of <see cref="ByteLetters"/>.</summary>
    private static (int[] ByteIds, Dictionary<string, int> Ids) Bytes()
    {
        var byteIds = new int[256];
        var ids = new Dictionary<string, int>(FirstMerge + MergeCount);
        foreach (var ((value, letter), id) in ByteLetters.InOrder.Select((pair, id) => (pair, id)))
        {
            byteIds[value] = id;
            ids.Add(letter.ToString(), id);
            ids.Add(letter + EndOfWord, id + 256);
        }
        return (byteIds, ids);
    }

    private static long Pair(int left, int right) => ((long)left << 32) | (uint)right;
}
