namespace Studio.Engine.Tokenizers;

/// <summary>
/// A prompt as a message to a chat model: one chunk of any length. Nothing in it has a weight; \( and \) lose the backslash.
/// </summary>
/// <param name="Before">Written before the prompt.</param>
/// <param name="After">Written behind it.</param>
/// <param name="LeastLength">Up to which a shorter text is filled at its end, so that the model sees so many tokens.</param>
internal sealed record QwenPrompt(string Before, string After, int LeastLength = 1) : IPromptLayout
{
    private const string Message = "<|im_start|>";
    private const int User = 872;
    private const int LineEnd = 198;

    /// <summary>Whether a prompt that is a message already stays as it is.</summary>
    public bool TakesMessages { get; init; }

    /// <summary>Whether what stands before the second message's text is not handed on: instructions that are the same for all.</summary>
    public bool DropsInstructions { get; init; }

    /// <summary>What stands where the text names a picture, one after another; the encoder then has positions with three axes.</summary>
    public IReadOnlyList<PictureTokens> Pictures { get; init; } = [];

    public bool IsCut => false;

    public IReadOnlyList<TokenChunk> Chunks(string prompt, Func<string, IReadOnlyList<ReadOnlyMemory<float>>?> embeddings,
        Action<string> missing)
    {
        var plain = prompt.Replace("\\)", ")", StringComparison.Ordinal).Replace("\\(", "(", StringComparison.Ordinal);
        var isMessage = TakesMessages && plain.StartsWith(Message, StringComparison.Ordinal);
        var text = isMessage ? plain : Before + plain + After;
        return [Chunk([.. EmbeddingSyntax.Groups(text, 1, QwenTokenizer.Shared, embeddings, missing).SelectMany(group => group)])];
    }

    public TokenChunk Empty(int length) => Filled([], length);

    private TokenChunk Chunk(List<WeightedToken> tokens)
    {
        var dropped = DropsInstructions ? Instructions(tokens) : 0;
        if (Pictures.Count == 0)
            return Filled(tokens, LeastLength) with { Dropped = dropped };
        var (all, places) = WithPictures(tokens);
        return Filled(all, all.Count) with { Dropped = dropped, Places = places };
    }

    /// <summary>
    /// A picture's tokens in place of the one that names it. They share a number of the order, and have rows and columns; the text goes on
    /// as far behind as the picture is long.
    /// </summary>
    private (List<WeightedToken> Tokens, float[] Places) WithPictures(List<WeightedToken> tokens)
    {
        var (all, places, at, used) = (new List<WeightedToken>(), new List<float>(), 0, 0);
        foreach (var token in tokens)
        {
            if (token.Id != QwenTokenizer.Picture || !token.Embedding.IsEmpty || used == Pictures.Count)
            {
                all.Add(token);
                places.AddRange([at, at, at]);
                at++;
                continue;
            }
            var picture = Pictures[used++];
            for (var i = 0; i < picture.Vectors.Count; i++)
            {
                all.Add(new WeightedToken(QwenTokenizer.Picture, 1, picture.Vectors[i]));
                places.AddRange([at, at + (i / picture.Columns), at + (i % picture.Columns)]);
            }
            at += Math.Max(picture.Rows, picture.Columns);
        }
        return (all, [.. places]);
    }

    private static TokenChunk Filled(List<WeightedToken> tokens, int leastLength)
    {
        var embeddings = tokens.Select((token, at) => (token, at)).Where(pair => !pair.token.Embedding.IsEmpty)
            .ToDictionary(pair => pair.at, pair => pair.token.Embedding);
        int[] ids = [.. tokens.Select(token => token.Id),
            .. Enumerable.Repeat(QwenTokenizer.Padding, Math.Max(0, leastLength - tokens.Count))];
        return new TokenChunk(ids, [.. Enumerable.Repeat(1f, ids.Length)], embeddings);
    }

    /// <summary>The tokens up to the second message's text, its "user" and line end included.</summary>
    private static int Instructions(List<WeightedToken> tokens)
    {
        int[] starts = [.. Enumerable.Range(0, tokens.Count).Where(at => Is(at, QwenTokenizer.MessageStart)).Take(2)];
        var end = starts.LastOrDefault();
        return Is(end + 1, User) && Is(end + 2, LineEnd) ? end + 3 : end;

        bool Is(int at, int id) => at < tokens.Count && tokens[at].Embedding.IsEmpty && tokens[at].Id == id;
    }
}
