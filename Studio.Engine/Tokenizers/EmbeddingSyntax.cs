namespace Studio.Engine.Tokenizers;

/// <summary>"embedding:name" at the start of a piece or after a blank or a line's end stands for the vectors of that embedding.</summary>
internal static class EmbeddingSyntax
{
    private const string Identifier = "embedding:";

    /// <summary>
    /// The token groups of a piece: one per embedding, one per text between. A name that is not found is left out, and the text after it
    /// kept.
    /// </summary>
    public static IEnumerable<IReadOnlyList<ClipToken>> Groups(
        string text, float weight, ClipTokenizer tokenizer, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?>? embeddings)
    {
        foreach (var part in Parts(text))
        {
            var rest = part;
            if (embeddings is not null && part.StartsWith(Identifier, StringComparison.Ordinal))
            {
                var (vectors, after) = Find(part[Identifier.Length..], embeddings);
                if (vectors is not null)
                    yield return [.. vectors.Select(vector => new ClipToken(ClipTokenizer.End, weight, vector))];
                rest = after;
            }
            if (rest.Length > 0)
                yield return [.. tokenizer.Encode(rest).Select(id => new ClipToken(id, weight))];
        }
    }

    /// <summary>The name ends at a blank; commas around it are dropped when the name with them is not known.</summary>
    private static (IReadOnlyList<ReadOnlyMemory<float>>? Vectors, string After) Find(
        string text, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?> embeddings)
    {
        var words = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return (null, "");
        var after = words.Length > 1 ? words[1] : "";
        if (embeddings(words[0]) is { } vectors)
            return (vectors, after);
        var bare = words[0].Trim(',');
        return bare.Length == 0 || bare.Length == words[0].Length
            ? (null, after)
            : (embeddings(bare), $"{words[0][bare.Length..]} {after}");
    }

    /// <summary>Cuts before each identifier that a blank or a line's end precedes, and drops that blank.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var start = 0;
        for (var i = Next(0); i >= 0; i = Next(i + 1))
        {
            if (i == 0 || text[i - 1] is not (' ' or '\n'))
                continue;
            if (i - 1 > start)
                yield return text[start..(i - 1)];
            start = i;
        }
        if (start < text.Length)
            yield return text[start..];

        int Next(int from) => text.IndexOf(Identifier, from, StringComparison.Ordinal);
    }
}
