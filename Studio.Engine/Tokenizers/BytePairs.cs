using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// Joins the bytes of one word: always the pair whose merge comes first, all its occurrences from left to right, until no pair merges.
/// </summary>
internal static class BytePairs
{
    /// <summary>The token ids of one word. Time grows with n log n, so that a word of a megabyte is no trouble.</summary>
    public static int[] Encode(string word, ClipVocabulary vocabulary)
    {
        var ids = Array.ConvertAll(Encoding.UTF8.GetBytes(word), value => vocabulary.ByteIds[value]);
        ids[^1] += 256;
        var next = new int[ids.Length];
        var previous = new int[ids.Length];
        var pairs = new PriorityQueue<(int At, int Left, int Right), (int Merged, int At)>();
        for (var i = 0; i < ids.Length; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            Offer(i, i + 1);
        }
        while (pairs.TryDequeue(out var pair, out var rank))
        {
            var right = next[pair.At];
            if (right >= ids.Length || ids[pair.At] != pair.Left || ids[right] != pair.Right)
                continue;
            ids[pair.At] = rank.Merged;
            ids[right] = -1;
            next[pair.At] = next[right];
            if (next[right] < ids.Length)
                previous[next[right]] = pair.At;
            Offer(previous[pair.At], pair.At);
            Offer(pair.At, next[pair.At]);
        }
        return Array.FindAll(ids, id => id >= 0);

        void Offer(int left, int right)
        {
            if (left < 0 || right >= ids.Length)
                return;
            var merged = vocabulary.Merge(ids[left], ids[right]);
            if (merged >= 0)
                pairs.Enqueue((left, ids[left], ids[right]), (merged, left));
        }
    }
}
