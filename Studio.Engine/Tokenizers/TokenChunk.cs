namespace Studio.Engine.Tokenizers;

/// <summary>What a text encoder takes at once: ids with a weight each, those of start, end and padding among them.</summary>
/// <param name="Ids">Where <paramref name="Embeddings"/> has an entry the id has no meaning (it is the end token).</param>
/// <param name="Weights">1 for start, end and padding.</param>
/// <param name="Embeddings">Vectors that take a token's place, by position.</param>
public sealed record TokenChunk(
    IReadOnlyList<int> Ids, IReadOnlyList<float> Weights, IReadOnlyDictionary<int, ReadOnlyMemory<float>> Embeddings)
{
    /// <summary>How many tokens at the beginning are read for the others only: what the encoder gives for them is not handed on.</summary>
    public int Dropped { get; init; }

    /// <summary>[T,3]: where each token is along the three axes of an encoder that takes pictures; null: one after another.</summary>
    public float[]? Places { get; init; }
}

/// <summary>A token with its weight: an id, or the vector of a textual inversion embedding.</summary>
public readonly record struct WeightedToken(int Id, float Weight, ReadOnlyMemory<float> Embedding = default);
