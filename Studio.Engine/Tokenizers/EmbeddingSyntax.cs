namespace Studio.Engine.Tokenizers;

/// <summary>"embedding:name" at the start of a piece or after a blank of any kind stands for the vectors of that embedding.</summary>
internal static class EmbeddingSyntax
{
    private const string Identifier = "embedding:";

    /// <summary>
    /// The token groups of a piece: one per embedding, one per text between. A name that is not found is left out, and the text after it
    /// kept.
    /// </summary>
    public static IEnumerable<IReadOnlyList<WeightedToken>> Groups(
        string text, float weight, ITextTokenizer tokenizer, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?>? embeddings,
        Action<string>? missing = null)
    {
        foreach (var part in Parts(text))
        {
            var rest = part;
            if (embeddings is not null && part.StartsWith(Identifier, StringComparison.Ordinal))
            {
                var (vectors, after) = Find(part[Identifier.Length..], embeddings, missing);
                if (vectors is not null)
                    yield return [.. vectors.Select(vector => new WeightedToken(tokenizer.EndId, weight, vector))];
                rest = after;
            }
            if (rest.Length > 0)
                yield return [.. tokenizer.Encode(rest).Select(id => new WeightedToken(id, weight))];
        }
    }

    /// <summary>
    /// The name ends at a blank or at a &lt; or [, as tags do; commas around it are dropped when the name with them is not known.
    /// </summary>
    private static (IReadOnlyList<ReadOnlyMemory<float>>? Vectors, string After) Find(
        string text, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?> embeddings, Action<string>? missing)
    {
        var words = Words(text);
        if (words.Count == 0)
            return (null, "");
        var (name, after) = (words[0], string.Join(' ', words.Skip(1)));
        var end = name.AsSpan().IndexOfAny('<', '[');
        if (end >= 0)
            (name, after) = (name[..end], $"{name[end..]} {after}");
        var vectors = embeddings(name);
        var bare = name.Trim(',');
        if (vectors is null && bare.Length < name.Length)
            (vectors, after) = (embeddings(bare), $"{name[bare.Length..]} {after}");
        if (vectors is null)
            missing?.Invoke(bare);
        return (vectors, after);
    }

    /// <summary>Cuts before each identifier that a blank precedes.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var start = 0;
        for (var i = Next(1); i >= 0; i = Next(i + 1))
        {
            if (!IsBlank(text[i - 1]))
                continue;
            yield return text[start..i];
            start = i;
        }
        if (start < text.Length)
            yield return text[start..];

        int Next(int from) => from < text.Length ? text.IndexOf(Identifier, from, StringComparison.Ordinal) : -1;
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsBlank(text[i]))
                continue;
            if (i > start)
                words.Add(text[start..i]);
            start = i + 1;
        }
        return words;
    }

    /// <summary>
    /// What Python's str.split() and \s of its regular expressions take for a blank: Unicode's white space, and four control characters.
    /// </summary>
    private static bool IsBlank(char letter) => char.IsWhiteSpace(letter) || letter is >= '\u001c' and <= '\u001f';
}
