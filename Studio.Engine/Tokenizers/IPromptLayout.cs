namespace Studio.Engine.Tokenizers;

/// <summary>How a prompt becomes what a kind of text encoder takes at once. A value: equal layouts cut equally.</summary>
internal interface IPromptLayout
{
    /// <summary>
    /// Whether chunks have a length of their own, so that encoders whose results stand side by side must be given equally many.
    /// </summary>
    bool IsCut { get; }

    /// <summary>A prompt with ComfyUI's emphasis and embeddings: at least one chunk, even of nothing.</summary>
    /// <param name="embeddings">The vectors of an "embedding:name", or null when there is none of that name (it is then left out).</param>
    /// <param name="missing">Told the names that there are no vectors for.</param>
    /// <exception cref="EngineException">BadPrompt: parentheses are nested too deep.</exception>
    IReadOnlyList<TokenChunk> Chunks(string prompt, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?> embeddings,
        Action<string> missing);

    /// <summary>A chunk of nothing that is as long as another: what weights count from.</summary>
    TokenChunk Empty(int length);
}

/// <summary>CLIP's: chunks of 77.</summary>
/// <param name="Padding">What fills a chunk: the end token for CLIP-L, 0 for CLIP-H and CLIP-G.</param>
internal sealed record ClipPrompt(int Padding) : IPromptLayout
{
    public bool IsCut => true;

    public IReadOnlyList<TokenChunk> Chunks(string prompt, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?> embeddings,
        Action<string> missing) => ClipChunks.Build(prompt, ClipTokenizer.Shared, Padding, embeddings, missing);

    public TokenChunk Empty(int length) => ClipChunks.Build([], Padding)[0];
}

/// <summary>T5's: one chunk of any length, with the end token behind the text.</summary>
/// <param name="LeastLength">Up to which a shorter one is filled with id 0.</param>
internal sealed record T5Prompt(int LeastLength) : IPromptLayout
{
    /// <summary>Fillers behind every text, before it is filled up.</summary>
    public int MorePadding { get; init; }

    /// <summary>Whether a text of nothing has an end; else it is fillers alone.</summary>
    public bool HasEndOfNothing { get; init; } = true;

    public bool IsCut => false;

    public IReadOnlyList<TokenChunk> Chunks(string prompt, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?> embeddings,
        Action<string> missing) => [Chunk([.. PromptWeights.Parse(prompt).SelectMany(piece =>
            EmbeddingSyntax.Groups(piece.Text, piece.Weight, T5Tokenizer.Shared, embeddings, missing)).SelectMany(group => group)],
            LeastLength, MorePadding)];

    public TokenChunk Empty(int length) => HasEndOfNothing ? Chunk([], length, morePadding: 0)
        : new TokenChunk([.. Enumerable.Repeat(T5Tokenizer.Padding, length)], [.. Enumerable.Repeat(1f, length)],
            new Dictionary<int, ReadOnlyMemory<float>>());

    private static TokenChunk Chunk(List<WeightedToken> tokens, int leastLength, int morePadding)
    {
        var embeddings = new Dictionary<int, ReadOnlyMemory<float>>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].Embedding.IsEmpty)
                embeddings.Add(i, tokens[i].Embedding);
        }
        tokens.Add(new WeightedToken(T5Tokenizer.End, 1));
        var padding = Math.Max(morePadding, leastLength - tokens.Count);
        tokens.AddRange(Enumerable.Repeat(new WeightedToken(T5Tokenizer.Padding, 1), Math.Max(0, padding)));
        return new TokenChunk([.. tokens.Select(token => token.Id)], [.. tokens.Select(token => token.Weight)], embeddings);
    }
}
