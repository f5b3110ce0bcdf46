namespace Studio.Engine.Tokenizers;

/// <summary>
/// Cuts a prompt into chunks of 77. Groups (a weighted piece, an embedding) of fewer than 8 tokens stay in one chunk; longer ones are cut
/// where a chunk is full.
/// </summary>
public static class ClipChunks
{
    /// <summary>Tokens per chunk, start and end included.</summary>
    public const int Length = 77;

    private const int Room = Length - 2;
    private const int CutFrom = 8;

    /// <summary>A prompt with ComfyUI's emphasis and embeddings.</summary>
    /// <param name="padding">What fills a chunk: the end token for CLIP-L, 0 for CLIP-H and CLIP-G.</param>
    /// <param name="embeddings">The vectors of an "embedding:name", or null when there is none of that name (it is then left out). Without
    /// this argument such text is plain text.</param>
    /// <param name="missing">Told the names that there are no vectors for.</param>
    public static IReadOnlyList<TokenChunk> Build(
        string prompt,
        ITextTokenizer tokenizer,
        int padding = ClipTokenizer.End,
        Func<string, IReadOnlyList<ReadOnlyMemory<float>>?>? embeddings = null,
        Action<string>? missing = null)
    {
        var groups = new List<IReadOnlyList<WeightedToken>>();
        foreach (var (text, weight) in PromptWeights.Parse(prompt))
            groups.AddRange(EmbeddingSyntax.Groups(text, weight, tokenizer, embeddings, missing));
        return Build(groups, padding);
    }

    /// <summary>At least one chunk, even of nothing.</summary>
    public static IReadOnlyList<TokenChunk> Build(IEnumerable<IReadOnlyList<WeightedToken>> groups, int padding = ClipTokenizer.End)
    {
        var chunks = new List<TokenChunk>();
        var current = new List<WeightedToken>(Room);
        foreach (var group in groups)
        {
            var rest = group;
            while (rest.Count > Room - current.Count)
            {
                if (group.Count >= CutFrom)
                {
                    var taken = Room - current.Count;
                    current.AddRange(rest.Take(taken));
                    rest = [.. rest.Skip(taken)];
                }
                chunks.Add(Chunk(current, padding));
                current.Clear();
            }
            current.AddRange(rest);
        }
        chunks.Add(Chunk(current, padding));
        return chunks;
    }

    private static TokenChunk Chunk(List<WeightedToken> tokens, int padding)
    {
        var ids = new int[Length];
        var weights = new float[Length];
        var embeddings = new Dictionary<int, ReadOnlyMemory<float>>();
        Array.Fill(ids, padding);
        Array.Fill(weights, 1);
        ids[0] = ClipTokenizer.Start;
        for (var i = 0; i < tokens.Count; i++)
        {
            (ids[i + 1], weights[i + 1]) = (tokens[i].Id, tokens[i].Weight);
            if (!tokens[i].Embedding.IsEmpty)
                embeddings.Add(i + 1, tokens[i].Embedding);
        }
        ids[tokens.Count + 1] = ClipTokenizer.End;
        return new TokenChunk(ids, weights, embeddings);
    }
}
